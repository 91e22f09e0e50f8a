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
  (error) =>
    error.code === 'EMAIL_TOKEN_INVALID'
      ? 'This link is not valid any more: it was used, or its time is over. Sign up again to get a new one.'
      : error.message,
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
  (error) =>
    error.code === 'MFA_CODE_INVALID' || error.code === 'BAD_USER_INPUT'
      ? 'That code was not right. Please enter the one your app shows now.'
      : error.message,
);

element('code').addEventListener('keydown', (event) => {
  if (event.key === 'Enter') element('activate').click();
});
