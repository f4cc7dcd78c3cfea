/* Makes pages that already work without it quicker. Listens on the document, so that what htmx brings in later takes part. */
const root = document.documentElement;
const say = (key, otherwise) => document.body.dataset[key] || otherwise;
const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const target = event.target.closest?.(selector);
    if (target) act(target, event);
  });

function showTheme() {
  const chosen = root.dataset.theme || "auto";
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === chosen));
    button.closest("[hidden]")?.removeAttribute("hidden");
  }
}

on("click", "[data-theme-set]", (button) => {
  const theme = button.dataset.themeSet;
  if (theme === "auto") {
    localStorage.removeItem("theme");
    delete root.dataset.theme;
  } else {
    localStorage.setItem("theme", theme);
    root.dataset.theme = theme;
  }
  showTheme();
});

on("click", "[data-print]", () => window.print());
for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

const STEPS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];
const language = root.lang || undefined;
const ago = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const DAY = { day: "numeric", month: "short", year: "numeric" };
const weekday = new Intl.DateTimeFormat(language, { weekday: "long" });
const dayParts = new Intl.DateTimeFormat(language, DAY);
const timeParts = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" });

/* As the server writes them: "22 Nov 2026" and "22 Nov 2026, 14:05 GMT+1", in the reader's zone. */
const partOf = (format, at) => Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
function dayOnly(at) {
  const { day, month, year } = partOf(dayParts, at);
  return `${day} ${month} ${year}`;
}
function exact(at) {
  const { hour, minute, timeZoneName } = partOf(timeParts, at);
  return `${dayOnly(at)}, ${hour}:${minute} ${timeZoneName}`;
}

const shown = { day: dayOnly, exact, relative, weekday: (at) => `${weekday.format(at)} ${exact(at)}` };

function relative(at) {
  const seconds = (at - Date.now()) / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) || ["second", 1];
  return unit === "second" ? ago.format(0, "second") : ago.format(Math.round(seconds / size), unit);
}

function showTimes(within) {
  for (const time of within.querySelectorAll("time[data-time]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.valueOf())) continue;
    time.textContent = (shown[time.dataset.time] || exact)(at);
    time.title = exact(at);
  }
}

function showCountdowns() {
  for (const clock of document.querySelectorAll("[data-countdown]")) {
    const left = Math.max(0, Math.round((new Date(clock.dataset.countdown) - Date.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.closest(".lease")?.classList.toggle("lease-low", left < 60);
  }
}

function showCounter(counter) {
  const field = document.getElementById(counter.dataset.counterFor);
  if (!field || field.maxLength < 0) return;
  const left = field.maxLength - field.value.length;
  counter.textContent = String(left);
  counter.classList.toggle("counter-low", left < field.maxLength / 20);
}

document.addEventListener("input", ({ target }) => {
  const counter = target.id && document.querySelector(`[data-counter-for="${CSS.escape(target.id)}"]`);
  if (counter) showCounter(counter);
});

/* Asks in a dialog of the page; answers a promise of yes or no. */
function ask(question, yes, dangerous) {
  const dialog = document.createElement("dialog");
  const text = Object.assign(document.createElement("p"), { textContent: question, id: "ask-text" });
  const acts = Object.assign(document.createElement("div"), { className: "dialog-acts" });
  const make = (label, value, look) =>
    acts.append(Object.assign(document.createElement("button"), { textContent: label, className: `button ${look}`, onclick: () => dialog.close(value) }));
  make(say("sayCancel", "Go back"), "", "button-secondary");
  make(yes || say("sayConfirm", "Continue"), "yes", dangerous ? "button-danger" : "");
  dialog.setAttribute("aria-labelledby", "ask-text");
  dialog.append(text, acts);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue === "yes");
    });
  });
}

function askAbout(element) {
  return ask(element.dataset.confirm, element.dataset.confirmYes, element.matches(".button-danger, .button-danger-quiet"));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const asking = event.submitter?.dataset.confirm ? event.submitter : form;
  if (asking.dataset.confirm && !form.dataset.agreed) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await askAbout(asking))) return;
    form.dataset.agreed = "yes";
    form.requestSubmit(event.submitter);
    delete form.dataset.agreed;
    return;
  }
  if (form.method !== "post" || form.matches("[hx-post], [data-hx-post]") || event.submitter?.matches("[hx-post]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}, true);

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

on("click", ".flash-close", (button) => button.closest(".flash").remove());

function dismissLater(flash) {
  const wait = () => setTimeout(() => (flash.matches(":hover, :focus-within") ? wait() : flash.remove()), 8000);
  wait();
}

on("click", "[data-dialog]", (opener, event) => {
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});
on("click", "[data-close]", (button) => button.closest("dialog")?.close());
on("click", "[data-copy]", async (button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = button.dataset.copied || button.textContent;
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(except)) menu.open = false;
}

document.addEventListener("click", (event) => closeMenus(event.target));

/* Single keys work only inside a page that says data-shortcuts, and can be switched off there. */
function pressShortcut(event) {
  if (!document.querySelector("[data-shortcuts]") || localStorage.getItem("shortcuts") === "off") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog[open], [contenteditable]")) return;
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key && one.offsetParent);
  if (!target) return;
  event.preventDefault();
  target.matches("input:not([type=submit]), textarea, select") ? target.focus() : target.click();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.menu[open]");
    closeMenus(null);
    open?.querySelector("summary").focus();
  } else pressShortcut(event);
});

on("change", "[data-shortcuts-switch]", (box) => localStorage.setItem("shortcuts", box.checked ? "on" : "off"));
on("change", "[data-submit-on-change]", (field) => field.form.requestSubmit());

/* A field that is needed only with some choice of the same form (data-needed-if="name=value"): the browser asks for it then. */
function askIfNeeded(field) {
  const [name, value] = field.dataset.neededIf.split("=");
  field.required = new FormData(field.form).get(name) === value;
}
document.addEventListener("change", (event) => event.target.form?.querySelectorAll("[data-needed-if]").forEach(askIfNeeded));

/* Where not all tabs fit, the open one is in sight; newer browsers do that by themselves. */
function showTab(tab) {
  const tabs = tab.parentElement;
  const middle = tab.offsetLeft - tabs.offsetLeft + tab.offsetWidth / 2;
  if (tabs.scrollWidth > tabs.clientWidth) tabs.scrollLeft = middle - tabs.clientWidth / 2;
}

function enliven(within) {
  within.querySelectorAll(".tabs > [aria-current]").forEach(showTab);
  showTimes(within);
  within.querySelectorAll("[data-counter-for]").forEach(showCounter);
  within.querySelectorAll("[data-needed-if]").forEach(askIfNeeded);
  within.querySelectorAll(".flash-success").forEach(dismissLater);
  within.querySelectorAll("[data-shortcuts-switch]").forEach((box) => (box.checked = localStorage.getItem("shortcuts") !== "off"));
  showCountdowns();
}

document.addEventListener("htmx:load", (event) => enliven(event.detail.elt));
document.addEventListener("htmx:confirm", (event) => {
  const element = event.detail.elt.closest("[data-confirm]");
  if (!element || element.matches("form") || event.detail.elt.matches("form")) return;
  event.preventDefault();
  askAbout(element).then((yes) => yes && event.detail.issueRequest(true));
});

showTheme();
enliven(document);
setInterval(showCountdowns, 1000);
setInterval(() => showTimes(document), 60000);
