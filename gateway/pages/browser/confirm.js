const { confirmDocument, activateDocument } = document.body.querySelector('[data-confirm-document]').dataset;
const token = takeToken();
let enrolmentToken = '';

if (token === '') {
  say('This address is not complete. Please open the whole link from the message again.', true);
  element('confirm').disabled = true;
}

onPress(
  element('confirm'),
  async () => {
    const { confirmEmail } = await run(confirmDocument, { input: { token } });
    enrolmentToken = confirmEmail.enrolmentToken;
    element('secret').textContent = confirmEmail.totpSecret.match(/.{1,4}/g).join(' ');
    element('otpauth').href = confirmEmail.otpauthUri;
    element('start').hidden = true;
    say('');
    show('enrol');
  },
  {
    EMAIL_TOKEN_INVALID:
      'This link is not valid any more: it was used, or its time is over. Sign up again to get a new one.',
    BAD_USER_INPUT: 'This address is not complete. Please open the whole link from the message again.',
  },
);

onPress(
  element('activate'),
  async () => {
    const code = element('code').value.replaceAll(/\s/g, '');
    await run(activateDocument, { input: { enrolmentToken, code } });
    element('enrol').hidden = true;
    say('');
    show('done');
  },
  {
    MFA_CODE_INVALID: 'That code was not right. Please enter the one your app shows now.',
    BAD_USER_INPUT: 'A code has six digits. Please enter the one your app shows now.',
    EMAIL_TOKEN_INVALID: 'The time for this step is over. Sign up again to get a new link.',
  },
);

element('code').addEventListener('keydown', (event) => {
  if (event.key === 'Enter') element('activate').click();
});
