// The wizard's script. Every page works without it: it chooses answers by digit, keeps unsent answers in the
// page, sends them again, and warns before the page closes. Nothing typed is put into browser storage.
"use strict";

const unsaved = new Map(); // form -> { operations: [ids of saves without a reply], tries }
const words = document.querySelector("#wizard-words")?.dataset ?? {};

function status(form, state, text) {
  const save = document.getElementById(form.id.replace("question-", "saved-"));
  if (!save) return;
  save.dataset.state = state;
  save.textContent = text;
}

function waiting(form) {
  if (!unsaved.has(form)) unsaved.set(form, { operations: [], tries: 0, timer: 0 });
  return unsaved.get(form);
}

function tryAgain(form) {
  const state = waiting(form);
  status(form, "offline", words.notSaved);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => htmx.trigger(form, "change"), Math.min(30, 2 ** state.tries) * 1000);
  state.tries += 1;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (form) waiting(form);
  shareTotal(form);
});

document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (!form) return;
  const state = waiting(form);
  const operation = crypto.randomUUID ? crypto.randomUUID() : form.elements.operation.value;
  event.detail.parameters.operation = operation;
  event.detail.parameters.previous = state.operations.join(" ");
  state.operations = [...state.operations, operation].slice(-20);
  status(form, "saving", words.saving);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (!form || !event.detail.xhr) return;
  const code = event.detail.xhr.status;
  if (event.detail.successful || code === 409 || code === 401) {
    const state = waiting(form);
    clearTimeout(state.timer);
    if (event.detail.successful) unsaved.delete(form);
    if (form.dataset.submitting) submitNow(form);
  } else {
    tryAgain(form);
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (!form) return;
  // A save under way is answered first, so that this page does not conflict with itself.
  if (form.classList.contains("htmx-request") && !form.dataset.submitting) {
    event.preventDefault();
    form.dataset.submitting = "1";
    form.submitter = event.submitter;
    setTimeout(() => submitNow(form), 3000);
    return;
  }
  const state = unsaved.get(form);
  if (state) form.elements.previous.value = state.operations.join(" ");
  unsaved.clear();
});

function submitNow(form) {
  if (!form.dataset.submitting) return;
  delete form.dataset.submitting;
  form.classList.remove("htmx-request");
  form.requestSubmit(form.submitter);
}

window.addEventListener("online", () => unsaved.forEach((_state, form) => htmx.trigger(form, "change")));
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  const target = event.target;
  const form = target.closest?.("form.q");
  const typing = target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");
  if (form && (event.ctrlKey || event.metaKey) && event.key === "Enter") {
    form.requestSubmit(form.querySelector("[name=continue]"));
  } else if (form && event.key === "Enter" && target.matches("input[type=radio], input[type=checkbox]")) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=continue]"));
  } else if (form && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && /^[0-9]$/.test(event.key)) {
    if (document.body.dataset.numberKeys === "off") return;
    const seg = target.closest(".seg");
    const radio = seg ? seg.querySelector(`input[value="${event.key}"]`) : form.querySelector(`input[data-key="${event.key}"]`);
    if (radio) {
      radio.focus();
      radio.click();
    }
  }
});

function shareTotal(form) {
  const total = form?.querySelector("#share-total");
  if (!total) return;
  const shares = [...form.querySelectorAll("input[name$='-share']")].map((field) => parseFloat(field.value) || 0);
  const sum = Math.round(shares.reduce((left, right) => left + right, 0) * 10) / 10;
  total.textContent = total.dataset.template.replace("{total}", sum);
}

document.querySelectorAll("form[data-autosave]").forEach(shareTotal);
document.querySelector("form.q .choice input:checked, form.q .choice input, form.q input.field")?.focus({ preventScroll: true });
