// Kept words are filled in where they are chosen. Keys for the queue: j and k move, a approves, r opens the rejection, s files as spam, x ticks, u undoes, ? shows the keys.
// Everything they do is also a link or a button on the page; they can be switched off in the panel that ? shows.
"use strict";

(() => {
  // What is filled in is no longer chosen: it is said once, and can be changed before it is sent.
  const fill = (choice) => {
    const [field, kept] = [document.getElementById(choice.dataset.says), document.querySelector(`[data-kept] > [data-snippet="${CSS.escape(choice.value)}"]`)];
    if (!field || !kept) return;
    field.value = [kept.textContent, field.value].filter((words) => words.trim()).join("\n\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    choice.value = "";
    field.focus();
  };
  document.querySelectorAll("select[data-says]").forEach((choice) => choice.addEventListener("change", () => fill(choice)));
})();

(() => {
  // When the last comment is decided the queue is gone, and its decision can still be undone.
  const queue = document.querySelector("[data-queue]");
  if (!queue && !document.querySelector("[data-keys]")) return;

  const cards = () => Array.from(document.querySelectorAll("[data-queue] [data-card]"));
  const panel = document.querySelector("[data-keys]");
  const toggle = document.querySelector("[data-keys-switch]");
  let here = null;

  const stand = (card) => {
    if (!card) return;
    if (here) here.classList.remove("here");
    here = card;
    here.classList.add("here");
    here.focus({ preventScroll: true });
    here.scrollIntoView({ block: "nearest" });
  };

  const step = (by) => {
    const all = cards();
    const at = all.indexOf(here);
    stand(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
  };

  const press = (where, name) => {
    const button = where && where.querySelector(`[data-deed="${name}"]`);
    if (button) button.click();
  };

  const reject = () => {
    const fold = here && here.querySelector("details[data-deed=reject]");
    if (!fold) return;
    fold.open = true;
    const first = fold.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  };

  const tick = () => {
    const box = here && here.querySelector("[data-tick]");
    if (box) box.click();
  };

  const showKeys = () => {
    if (panel && panel.showModal && !panel.open) panel.showModal();
  };

  const deeds = {
    j: () => step(1),
    k: () => step(-1),
    a: () => press(here, "approve"),
    r: reject,
    s: () => press(here, "spam"),
    x: tick,
    u: () => press(document, "undo"),
    "?": showKeys,
  };

  // Storage may be refused; then the keys are simply on.
  const remembered = () => { try { return localStorage.getItem("queue-keys") !== "off"; } catch { return true; } };
  const remember = (on) => { try { localStorage.setItem("queue-keys", on ? "on" : "off"); } catch { return; } };
  let on = remembered();
  if (toggle) {
    toggle.checked = on;
    toggle.addEventListener("change", () => { on = toggle.checked; remember(on); });
  }

  document.querySelectorAll("[data-keys-open]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", showKeys);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog")) return;
    if (!on && event.key !== "?") return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  if (queue) queue.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card || card === here) return;
    if (here) here.classList.remove("here");
    here = card;
    here.classList.add("here");
  });
})();
