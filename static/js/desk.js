/* The moderator's console, quicker: keys through the queue, suggested words, a claim that lives while somebody works. */
(() => {
  const LIVELY = 60_000;
  let busy = 0;
  let sending = false;

  const items = () => [...document.querySelectorAll(".queue-item")];

  function step(by) {
    const all = items();
    const at = all.findIndex((item) => item === document.activeElement);
    const open = all.findIndex((item) => item.getAttribute("aria-current"));
    const from = at >= 0 ? at : open;
    const next = all[Math.min(Math.max(from < 0 ? 0 : from + by, 0), all.length - 1)];
    next?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (localStorage.getItem("shortcuts") === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog[open]") || !document.querySelector("#desk")) return;
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      step(event.key === "j" ? 1 : -1);
    }
  });

  /* The words of a rule take the place of those of the rule before, never of what somebody wrote. */
  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.("[data-suggests]")) return;
    const field = document.getElementById(target.dataset.suggests);
    const known = [...target.options].map((option) => option.dataset.words || "");
    if (!known.includes(field.value.trim())) return;
    field.value = target.selectedOptions[0].dataset.words || "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* One way of passing the case on is open at a time, with the cursor in its first field. */
  document.addEventListener("toggle", ({ target }) => {
    if (!target.matches?.(".hand-on[open]")) return;
    for (const other of document.querySelectorAll(".hand-on[open]")) if (other !== target) other.open = false;
    target.querySelector("select, textarea, input:not([type=hidden])").focus();
  }, true);

  /* A key of an act against the message opens it with rule and words; Enter sends. A press on the button sends at once. */
  let weighed = null;
  const part = (name) => document.getElementById(`weigh-${name}`);

  function weigh(button) {
    const dialog = document.getElementById("weigh");
    weighed = button;
    const label = [...button.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent.trim()).join(" ").trim();
    part("title").textContent = label;
    part("effect").textContent = button.title;
    part("send").textContent = label;
    part("send").classList.toggle("button-danger", button.matches(".button-danger, .button-danger-quiet"));
    part("clause").replaceChildren(...[...document.getElementById("clause").options].map((option) => option.cloneNode(true)));
    part("clause").value = document.getElementById("clause").value;
    part("reason").value = document.getElementById("reason").value;
    dialog.showModal();
    (part("clause").value ? part("reason") : part("clause")).focus();
  }

  function sendWeighed() {
    if (!part("clause").reportValidity() || !part("reason").reportValidity()) return;
    const form = document.getElementById("decide");
    for (const name of ["clause", "reason"]) document.getElementById(name).value = part(name).value;
    document.getElementById("weigh").close();
    form.dataset.agreed = "yes";
    weighed.click();
    delete form.dataset.agreed;
  }

  document.addEventListener("keydown", (event) => {
    const dialog = document.getElementById("weigh");
    if (!dialog || event.ctrlKey || event.metaKey || event.altKey) return;
    if (dialog.open) {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.matches("[data-close]")) return;
      event.preventDefault();
      sendWeighed();
      return;
    }
    if (localStorage.getItem("shortcuts") === "off" || event.target.closest("input, textarea, select, dialog[open]")) return;
    const acts = dialog.dataset.acts.split(" ");
    const button = [...document.querySelectorAll("[form=decide][name=act][data-key]")].find((one) => one.dataset.key === event.key);
    if (!button || !acts.includes(button.value) || !document.getElementById("clause")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    weigh(button);
  }, true);

  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("#weigh-send")) sendWeighed();
  });

  /* The list of claims waits with its next look while somebody writes in it. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "claims" && event.detail.elt.querySelector("details[open]")) event.preventDefault();
  });

  for (const sign of ["keydown", "pointerdown", "scroll"]) document.addEventListener(sign, () => (busy = Date.now()), { passive: true });

  setInterval(() => {
    const lease = document.querySelector("[data-lease]");
    if (lease && window.htmx && Date.now() - busy < LIVELY) htmx.trigger(lease, "working");
  }, LIVELY);

  document.addEventListener("submit", () => (sending = true));
  document.addEventListener("htmx:afterRequest", () => (sending = false));

  /* Leaving the page gives the case back, so that nobody waits for the clock. */
  addEventListener("pagehide", () => {
    const form = document.querySelector("form[data-release]");
    const lease = document.querySelector("[data-lease]");
    if (!form || !lease || sending) return;
    const data = new FormData(form);
    data.append("lease", lease.dataset.lease);
    navigator.sendBeacon(form.action, data);
  });

  /* Who comes back, by reloading or with the back key, keeps the case: the claim is renewed, so that what was sent on
     leaving, which may arrive later, gives back a claim that is gone. */
  addEventListener("pageshow", ({ persisted }) => {
    const lease = document.querySelector("[data-lease]");
    const [way] = performance.getEntriesByType("navigation");
    if (lease && window.htmx && (persisted || way?.type === "reload" || way?.type === "back_forward")) htmx.trigger(lease, "working");
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== "desk" || detail.serverResponse.includes('id="desk"')) return;
    detail.shouldSwap = false;
    location.assign("/desk/");
  });

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.elt.id !== "desk") return;
    const place = document.querySelector("#desk [aria-invalid=true]") || document.querySelector(".notice-error[role=alert], .error-summary") || document.querySelector("#case-title") || document.querySelector("#desk h1");
    if (!place) return;
    if (!place.matches("select, textarea")) place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: false });
  });
})();
