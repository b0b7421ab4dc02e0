// Passkeys and security keys: [data-webauthn] appears where the browser can use them, [data-webauthn-trouble] when one
// was not used (cancelled, unknown, or an address without a name, which WebAuthn does not allow).
if (window.PublicKeyCredential) {
  for (const element of document.querySelectorAll("[data-webauthn]")) element.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.querySelector("[data-webauthn-trouble]");
  if (!trouble) return;
  trouble.hidden = false;
  trouble.tabIndex = -1;
  trouble.focus();
});
