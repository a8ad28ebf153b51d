// Enhances pages that are complete without it. Every word comes from the page's data- attributes.
"use strict";

(() => {
  const segmenter = "Segmenter" in Intl ? new Intl.Segmenter(document.documentElement.lang || undefined) : null;

  const lengthOf = (text) => {
    if (!segmenter) return Array.from(text).length;
    let length = 0;
    for (const _ of segmenter.segment(text)) length += 1;
    return length;
  };

  // A textarea with data-limit="5000" data-left="Characters left: {n}" data-over="Characters too many: {n}".
  const count = (field) => {
    const limit = Number(field.dataset.limit);
    if (!limit || !field.dataset.left || !field.dataset.over) return;
    const seen = document.createElement("p");
    seen.className = "counter";
    seen.setAttribute("aria-hidden", "true");
    const heard = document.createElement("p");
    heard.className = "visually-hidden";
    heard.setAttribute("role", "status");
    field.after(seen, heard);
    let pause = 0;
    const tell = () => {
      const left = limit - lengthOf(field.value);
      const words = (left < 0 ? field.dataset.over : field.dataset.left).replace("{n}", String(Math.abs(left)));
      seen.textContent = words;
      seen.hidden = left > limit / 5;
      seen.classList.toggle("over", left < 0);
      clearTimeout(pause);
      // Speech waits for a pause in typing, and only near the end.
      pause = setTimeout(() => { heard.textContent = left > limit / 10 ? "" : words; }, 1000);
    };
    field.addEventListener("input", tell);
    tell();
  };

  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[aria-disabled=true]")) button.removeAttribute("aria-disabled");
  };

  // A second press while the first is under way does nothing; the button keeps its name and value.
  const sendOnce = (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    setTimeout(release, 10000, form);
  };

  const unfoldTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (target && target.closest("details")) target.scrollIntoView();
  };

  document.querySelectorAll("textarea[data-limit]").forEach(count);
  document.addEventListener("submit", sendOnce);
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  addEventListener("hashchange", unfoldTarget);
  addEventListener("beforeprint", () => document.querySelectorAll("details.fold").forEach((fold) => { fold.open = true; }));
  unfoldTarget();
})();
