// Betters pages that are whole without it: says what is on by the reader's clock, and copies an address.
// Its words come from the page, and what comes from data becomes text, never markup.
"use strict";

const SCRIPT = document.currentScript.dataset;
const TOP = new URL(SCRIPT.top, location.href);
// That of the words, which may be another than the page's.
const WORDS = document.body.lang || document.documentElement.lang;
// Plain English has the day before the month here, as the pages have it.
const LANGUAGE = spoken(WORDS === "en" ? "en-GB" : WORDS);
const FULL = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const [LONG, DAY] = [10, 86400000]; // days, milliseconds

function all(selector, within = document) {
  return [...within.querySelectorAll(selector)];
}

function made(name, className, ...content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

function filled(sentence, slots) {
  return sentence.replace(/\{(\w+)\}/g, (slot, name) => slots[name] ?? slot);
}

function spoken(tag) {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined; // as the browser speaks
  }
}

// --- days: "2024-05-01" ---------------------------------------------------------------------------

/** The day that it is in a time zone; without one, where the reader is. */
function dayIn(zone, now) {
  const style = { calendar: "gregory", numberingSystem: "latn", year: "numeric", month: "2-digit", day: "2-digit" };
  let format;
  try {
    format = new Intl.DateTimeFormat("en", { ...style, timeZone: zone || undefined });
  } catch {
    format = new Intl.DateTimeFormat("en", style); // a zone newer than the browser
  }
  const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return `${part.year.padStart(4, "0")}-${part.month}-${part.day}`;
}

function dateOf(day) {
  return new Date(`${day}T00:00Z`);
}

function plus(day, days) {
  return days ? new Date(dateOf(day).getTime() + days * DAY).toISOString().slice(0, 10) : day;
}

function between(first, last) {
  return Math.round((dateOf(last) - dateOf(first)) / DAY);
}

function inWords(day, style = FULL) {
  const said = new Intl.DateTimeFormat(LANGUAGE, { ...style, timeZone: "UTC" }).format(dateOf(day));
  return LANGUAGE === "en-GB" ? said.replace(",", "") : said; // some browsers have a comma after the weekday
}

// --- what is on -----------------------------------------------------------------------------------

/** The last day that a date touches: one that ends at midnight doesn't touch the next. */
function lastDay({ first = "", last }) {
  const day = last.slice(0, 10);
  return last.slice(10, 16) === "T00:00" && last !== first ? plus(day, -1) : day;
}

/**
 * Which date of an event counts on a day: its phase, "past", "now" or "coming", "" where none is known, and
 * by how many days it is later than the one in the page. What has no first day may be on any until its last.
 */
function standing(dated, day) {
  const end = lastDay(dated);
  let shift = 0;
  for (const step of (dated.steps ?? "").split(" ").filter(Boolean)) {
    if (plus(end, shift) >= day) break;
    shift += Number(step);
  }
  if (plus(end, shift) < day) return { phase: dated.more === undefined ? "past" : "", shift };
  return { phase: !dated.first || plus(dated.first.slice(0, 10), shift) > day ? "coming" : "now", shift };
}

/** The word beside an event, by the clock where it has times; of an instant nobody knows when it is over. */
function wordFor(dated, { phase, shift }, now, words) {
  if (phase === "past") return words.over;
  if (phase !== "now") return "";
  if (dated.first.includes("T") && !shift) {
    const [start, end] = [Date.parse(dated.first), Date.parse(dated.last)];
    if (start === end || now < start) return words.today;
    return now < end ? words.now : words.over;
  }
  return lastDay(dated) === dated.first.slice(0, 10) ? words.today : words.now;
}

/** When an event begins by the reader's clock, or "" where that shows the same. */
function whereReaderIs({ first = "" }) {
  const offset = /T.*([+-])(\d\d):(\d\d)/.exec(first);
  if (!offset) return "";
  const start = new Date(first);
  if (-start.getTimezoneOffset() === Number(`${offset[1]}1`) * (offset[2] * 60 + Number(offset[3]))) return "";
  const style = { hour: "numeric", minute: "2-digit" };
  const same = dayIn("", start) === first.slice(0, 10);
  return new Intl.DateTimeFormat(LANGUAGE, same ? style : { weekday: "short", day: "numeric", month: "short", ...style }).format(start);
}

function showNow() {
  const now = Date.now();
  const day = dayIn(SCRIPT.zone, now);
  const sections = new Map(all("[data-phase]").map((section) => [section.dataset.phase, section]));
  for (const it of all("[data-last]")) {
    const found = standing(it.dataset, day);
    showDates(it, found);
    showWord(it, wordFor(it.dataset, found, now, SCRIPT));
    showPlace(it, found, sections);
  }
  all("[data-phase=coming] .agenda").forEach(sortByDay);
  for (const [phase, section] of sections) {
    if (phase !== "nothing") section.hidden = isEmpty(section);
  }
  const empty = ["today", "long", "now", "coming"].every((phase) => sections.get(phase)?.hidden ?? true);
  if (sections.has("nothing")) sections.get("nothing").hidden = !empty;
  showDay(day);
}

function isEmpty(section) {
  return !section.querySelector("article:not([hidden]), tr, [data-phase=coming] > .rest");
}

/** The dates of a series go on after the page was made; those that nobody counted aren't told. */
function showDates(it, { phase, shift }) {
  const dates = it.querySelector("[data-when]");
  if (!dates) return;
  const block = it.querySelector(".date");
  const { first, said, shift: before = "0" } = it.dataset;
  if (first && String(shift) !== before) {
    it.dataset.shift = shift;
    const [begin, end] = [first.slice(0, 10), lastDay(it.dataset)].map((day) => plus(day, shift));
    dates.textContent = begin === end || said ? filled(said || "{day}", { day: inWords(begin) }) : `${inWords(begin)} – ${inWords(end)}`;
    if (block) {
      const parts = [{ weekday: "short" }, { day: "numeric" }, { month: "short" }];
      block.replaceChildren(...parts.map((part, at) => made(at === 1 ? "b" : "span", "", at === 1 ? String(Number(begin.slice(8))) : inWords(begin, part))));
    }
  }
  const unknown = phase === "";
  dates.hidden = unknown;
  if (block) {
    block.classList.toggle("unknown", unknown);
    for (const shape of ["now", "past"]) {
      if (!block.matches(".guess, .off")) block.classList.toggle(shape, shape === phase);
    }
  }
  all(".here", it).forEach((line) => line.remove());
  const here = shift || unknown || phase === "past" ? "" : whereReaderIs(it.dataset);
  if (here) (dates.closest(".big") ?? dates).after(made("span", "here", filled(SCRIPT.here, { time: here })));
}

function showWord(it, word) {
  if (it.matches(".is-off, .run") || (it.matches(".card") && word === SCRIPT.today)) return;
  const tag = it.querySelector(".tag");
  if (tag?.matches(".open") && word !== SCRIPT.over) return; // what isn't sure is said before what is near
  if (tag && word) tag.textContent = word;
  else if (tag && [SCRIPT.today, SCRIPT.now, SCRIPT.over].includes(tag.textContent)) tag.remove();
  else if (word && it.matches(".when")) it.querySelector(".big").append(" ", made("span", "tag", word));
  else if (word && !tag) it.append(made("p", "side", made("span", "tag", word)));
}

/** A row goes where it belongs by now; what is over goes where there is a place for it. Bars stay where they are. */
function showPlace(it, { phase, shift }, sections) {
  const section = it.closest("[data-phase]");
  if (!section) return;
  const { first, last } = it.dataset;
  const isLong = phase === "now" && between(first.slice(0, 10), last.slice(0, 10)) >= LONG;
  const on = isLong && sections.has("long") ? "long" : sections.has("today") ? "today" : "now";
  const place = phase === "now" ? on : phase || "coming";
  it.dataset.key = plus((first ?? last).slice(0, 10), shift);
  if (place === section.dataset.phase || (phase === "now" && !it.matches(".row"))) return;
  const slot = !it.matches(".run") && sections.get(place)?.querySelector(".agenda");
  it.hidden = !slot || (place === "past" && it.matches(".card"));
  if (slot && place === "past") slot.prepend(it);
  else if (slot) slot.append(it);
}

function sortByDay(list) {
  const before = [...list.children];
  const after = [...before].sort((one, other) => (one.dataset.key < other.dataset.key ? -1 : one.dataset.key > other.dataset.key ? 1 : 0));
  if (after.some((it, at) => it !== before[at])) list.append(...after);
}

/** The day where pages show it: large, as a heading's, in a month's table, on bars. */
function showDay(day) {
  for (const time of all("time[data-day]").filter((it) => it.dateTime !== day)) {
    time.dateTime = day;
    if (!time.children.length) time.textContent = inWords(day);
    all(".wd", time).forEach((it) => (it.textContent = inWords(day, { weekday: "long" })));
    all("b", time).forEach((it) => (it.textContent = String(Number(day.slice(8)))));
    all(".mo", time).forEach((it) => (it.textContent = inWords(day, { month: "long", year: "numeric" })));
  }
  all(".grid td:not(.out) time").forEach((time) => showCell(time, time.dateTime === day));
  for (const bar of all("[data-from]")) {
    const { from, to } = bar.dataset;
    const at = `${((between(from, day) + 0.5) / between(from, to)) * 100}%`;
    all(".tn", bar).forEach((line) => ["x1", "x2"].forEach((side) => line.setAttribute(side, at)));
    all(".tn", bar).forEach((line) => line.classList.toggle("vh", day < from || day >= to));
  }
  for (const strip of all("[data-year]")) {
    const inside = day.slice(0, 4) === strip.dataset.year;
    all(".d3", strip).forEach((line) => line.setAttribute("d", inside ? `M${between(`${strip.dataset.year}-01-01`, day) + 0.5} 60v-60` : ""));
  }
}

function showCell(time, isToday) {
  const cell = time.closest("td");
  if (cell.classList.contains("today") === isToday) return;
  cell.classList.toggle("today", isToday);
  const heard = time.querySelector(".vh");
  if (isToday) heard.append(made("span", "is-today", `, ${SCRIPT.today}`));
  else all(".is-today", heard).forEach((it) => it.remove());
  const listed = document.getElementById(time.closest("a")?.hash.slice(1) ?? "");
  listed?.querySelector(".date:not(.guess, .off)")?.classList.toggle("now", isToday);
}

// --- copying --------------------------------------------------------------------------------------

function offerCopies() {
  for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        if (!document.execCommand("copy")) return; // selected it is
      }
      button.textContent = button.dataset.done;
    });
  }
}

// --- languages ------------------------------------------------------------------------------------

/** A switch to another language leads to what is seen here: with what was searched for or chosen. */
function keepPlace() {
  for (const link of all(".lang a")) {
    link.addEventListener("click", () => ([link.search, link.hash] = [location.search, location.hash]));
  }
}

// --- all ------------------------------------------------------------------------------------------

function begin() {
  showNow();
  offerCopies();
  keepPlace();
  all("[data-script]").forEach((it) => (it.hidden = false));
  document.addEventListener("visibilitychange", () => document.hidden || showNow()); // a tab may be left open for days
}

begin();
