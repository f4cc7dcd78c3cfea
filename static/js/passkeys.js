/* Says on the page what django-allauth's script for keys only writes to the console. */
document.addEventListener("allauth.error", (event) => {
  const notice = document.getElementById("passkey-trouble");
  if (!notice) return;
  const name = event.detail.exception?.name;
  const known = { InvalidStateError: "sayKnown", NotSupportedError: "sayUnsupported", SecurityError: "sayAddress" };
  const says = window.PublicKeyCredential ? known[name] : "sayUnsupported";
  if (says) notice.querySelector("p").textContent = notice.dataset[says];
  notice.hidden = false;
  notice.scrollIntoView({ block: "nearest" });
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
