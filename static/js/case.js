/* The case page, quicker: one key for all its pictures. They are blurred by the sheet, not by this. */
(() => {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "v" || localStorage.getItem("shortcuts") === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]") || document.querySelector('[data-key="v"]')) return;
    const boxes = [...document.querySelectorAll("[data-case] .veil > input")];
    if (!boxes.length) return;
    event.preventDefault();
    const show = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = show;
    boxes[0].closest(".veil").scrollIntoView({ block: "nearest" });
  });
})();
