const token = takeToken();
if (token === '') say('This address is not complete. Please open the whole link from the message again.', true);
element('token').textContent = token;
element('invitation').hidden = token === '';
