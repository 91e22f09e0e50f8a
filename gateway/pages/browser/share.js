const { openDocument } = document.body.querySelector('[data-open-document]').dataset;
const token = takeToken();
const ENDED = 'This link is not valid any more. Please ask the person who gave it to you for a new one.';

if (token === '') {
  say('This address is not complete. Please open the whole link again, exactly as you received it.', true);
  element('open').disabled = true;
}

function addPerson({ name, phoneE164, relationship }) {
  const item = document.createElement('li');
  const who = document.createElement('div');
  who.className = 'name';
  who.textContent = `${name} (${relationship})`;
  const phone = document.createElement('a');
  phone.className = 'phone';
  phone.href = `tel:${phoneE164}`;
  phone.textContent = phoneE164;
  item.append(who, phone);
  element('people').append(item);
}

onPress(
  element('open'),
  async () => {
    const { openShareLink } = await run(openDocument, { input: { token } });
    openShareLink.contacts.forEach(addPerson);
    element('download').href = new URL(openShareLink.downloadUrl, location.origin).href;
    const until = new Date(openShareLink.downloadExpiresAt);
    element('until').textContent = until.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    element('disclaimer').textContent = openShareLink.disclaimer;
    element('start').hidden = true;
    say('');
    show('opened');
  },
  { NOT_FOUND: ENDED, TICKET_INVALID: ENDED, BAD_USER_INPUT: ENDED },
);
