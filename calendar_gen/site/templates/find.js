// On top of site.js, where something can be looked for: a selection of a calendar's parts, and a search.
"use strict";

const [MOST_FOUND, MOST_LISTED] = [100, 50];

// --- this selection -------------------------------------------------------------------------------

/** The value of a property in lines of iCalendar, "" without it. */
function property(lines, name) {
  const value = new RegExp(`^${name}(?:;(?:"[^"]*"|[^":])*)?:(.*)$`, "s");
  for (const line of unfolded(lines)) {
    const found = value.exec(line);
    if (found) return found[1];
  }
  return "";
}

function unfolded(lines) {
  return lines.replace(/\r\n[ \t]/g, "").split("\r\n");
}

/** A feed's own lines, its time zones by TZID and its events by UID, all as they are written (RFC 5545, 3.6). */
function parts(feed) {
  const found = { head: [], zones: new Map(), events: new Map() };
  const kinds = new Map([
    ["BEGIN:VTIMEZONE", ["END:VTIMEZONE", "TZID", found.zones]],
    ["BEGIN:VEVENT", ["END:VEVENT", "UID", found.events]],
  ]);
  let [kind, block] = [undefined, ""];
  for (const line of feed.split("\r\n")) {
    kind = kind ?? kinds.get(line);
    if (!kind) {
      found.head.push(line);
      continue;
    }
    block += `${line}\r\n`;
    if (line !== kind[0]) continue;
    const key = property(block, kind[1]);
    kind[2].set(key, (kind[2].get(key) ?? "") + block); // one UID has several where dates of a series differ
    [kind, block] = [undefined, ""];
  }
  return found;
}

/** The events that stand in a feed of each group, by UID. */
function inEach(groups) {
  const [first, ...others] = groups.map((feeds) => new Map(feeds.flatMap((feed) => [...feed.events])));
  return new Map([...first].filter(([uid]) => others.every((other) => other.has(uid))));
}

/** A calendar of some events of feeds, as a file to keep: nothing in it says that it is one to subscribe to. */
function calendarOf(events, feeds) {
  const body = [...events.values()].join("");
  const used = new Set([...body.replace(/\r\n[ \t]/g, "").matchAll(/;TZID="?([^":;,]+)"?[:;]/g)].map((found) => found[1]));
  const zones = new Map();
  for (const [id, zone] of feeds.flatMap((feed) => [...feed.zones])) {
    // A feed's has the years of its events: the longest has those of all.
    if (used.has(id) && zone.length > (zones.get(id) ?? "").length) zones.set(id, zone);
  }
  return [ownLines(feeds[0].head), ...zones.values(), body, "END:VCALENDAR\r\n"].join("");
}

/** What every calendar begins with, without the name and the address of the feed. */
function ownLines(head) {
  let kept = false;
  const lines = head.filter((line) => (kept = /^[ \t]/.test(line) ? kept : /^(BEGIN|VERSION|PRODID|CALSCALE|METHOD)[:;]/.test(line)));
  return lines.map((line) => `${line}\r\n`).join("");
}

/** Puts a state into the address, so that it can be linked to. */
function remember(address) {
  try {
    history.replaceState(null, "", address);
  } catch {
    // A page that was opened as a file has none, and Safari takes a hundred in half a minute.
  }
}

async function fetched(path) {
  const answer = await fetch(new URL(path, TOP));
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}

function offerSelection() {
  for (const section of all("[data-select]")) {
    const choices = () => all("input", section).filter((box) => box.checked);
    const wanted = new URLSearchParams(location.search);
    all("input", section).forEach((box) => (box.checked = wanted.getAll(box.name).includes(box.value)));
    section.hidden = false;
    if (location.hash === `#${section.id}`) section.scrollIntoView();
    section.addEventListener("change", () => {
      const query = new URLSearchParams(choices().map((box) => [box.name, box.value])).toString();
      remember(`${location.pathname}${query && `?${query}`}#${section.id}`);
      choose(section, choices());
    });
    if (choices().length) choose(section, choices());
  }
}

/** Says what there is of what was chosen: a feed, several beside each other, or a file. */
async function choose(section, boxes) {
  const say = section.dataset;
  const result = section.querySelector("[data-result]");
  const kinds = [...new Set(boxes.map((box) => box.name))];
  const turn = (section.turn = (section.turn ?? 0) + 1); // a newer choice overtakes this one
  const show = (...content) => turn === section.turn && result.replaceChildren(...content);
  if (kinds.length < 2) {
    const links = boxes.map((box) => made("li", "", feedLink(box.value, box.name, box.dataset.name, say.subscribe)));
    return show(...(links.length ? [made("ul", "", ...links)] : []), ...(links.length > 1 ? [made("p", "note", say.beside)] : []));
  }
  show(made("p", "note", say.loading));
  try {
    const groups = await Promise.all(kinds.map((kind) => Promise.all(boxes.filter((box) => box.name === kind).map(feedOf))));
    const events = inEach(groups);
    const feed = events.size ? await sameFeed(section, events) : null;
    show(...(events.size ? told(events, groups.flat(), feed, boxes, say) : [made("p", "", say.none)]));
  } catch {
    show(made("p", "", say.failed));
  }
}

async function feedOf(box) {
  return parts(await fetched(`${box.name}/${encodeURIComponent(box.value)}.ics`));
}

function feedLink(slug, kind, name, sentence) {
  const link = made("a", "button", filled(sentence, { feed: name }));
  link.href = new URL(`${kind}/${encodeURIComponent(slug)}/#subscribe`, TOP);
  return link;
}

/** The curator's feed or the series that holds the same events. What it holds is read: its count only sorts out. */
async function sameFeed(section, events) {
  // What was removed stands in feeds as cancelled, and isn't counted.
  const least = [...events.values()].filter((lines) => property(lines, "STATUS") !== "CANCELLED").length;
  for (const { dataset } of all("[data-named]", section)) {
    if (Number(dataset.count) > events.size || Number(dataset.count) < least) continue;
    const feed = parts(await fetched(`${dataset.kind}/${encodeURIComponent(dataset.named)}.ics`));
    if (feed.events.size === events.size && inEach([[feed], [{ events }]]).size === events.size) return dataset;
  }
  return null;
}

function told(events, feeds, feed, boxes, say) {
  const count = made("p", "", made("b", "", filled(say.found, { n: events.size.toLocaleString(LANGUAGE) })));
  const titles = [...events.values()].slice(0, MOST_LISTED).map(titleOf);
  const list = made("ul", "counts", ...titles.map(([title, day]) => made("li", "", title, " ", made("span", "muted", day))));
  if (feed) {
    const text = made("p", "", filled(say.exact, { feed: feed.name }));
    return [count, list, text, feedLink(feed.named, feed.kind, feed.name, say.subscribe)];
  }
  const button = made("button", "button", say.download);
  button.type = "button";
  button.addEventListener("click", () => save(calendarOf(events, feeds), `${boxes.map((box) => box.value).join("-")}.ics`));
  return [count, list, made("p", "", say.missing), button];
}

function titleOf(lines) {
  const title = property(lines, "SUMMARY").replace(/\\([\\;,nN])/g, (_, c) => (c.toLowerCase() === "n" ? " " : c));
  const start = /^(\d{4})(\d\d)(\d\d)/.exec(property(lines, "DTSTART"));
  return [title, start ? inWords(start.slice(1).join("-"), { day: "numeric", month: "short", year: "numeric" }) : ""];
}

function save(text, name) {
  const link = made("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/calendar;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), DAY / 1440);
}

// --- search ---------------------------------------------------------------------------------------

const LETTERS = { ø: "o", ł: "l", đ: "d", æ: "ae", œ: "oe", ı: "i" };

/** A text as it is looked for: without case and the accents of Latin, Greek and Cyrillic letters. */
function folded(text) {
  const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC");
  return plain.toUpperCase().toLowerCase().replace(/[øłđæœı]/g, (letter) => LETTERS[letter]);
}

/** What to look for: words by how they begin, and of scripts without spaces every two letters in a row. */
function terms(query) {
  const found = { words: [], pairs: [] };
  const runs = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+)|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])[\p{L}\p{N}\p{M}])+/gu;
  for (const [run, unspaced] of folded(query).matchAll(runs)) {
    const letters = [...run];
    if (!unspaced) found.words.push(new RegExp(`(?:^|[^\\p{Script=Latin}\\p{N}])${run}`, "u"));
    else if (letters.length === 1) found.pairs.push(run);
    else letters.slice(1).forEach((letter, at) => found.pairs.push(letters[at] + letter));
  }
  return found;
}

/** How well a text has what is looked for, 0 for not: it needs every word, and half of the pairs. */
function score(text, { words, pairs }) {
  const had = pairs.filter((pair) => text.includes(pair)).length;
  return words.every((word) => word.test(text)) && had * 2 >= pairs.length ? 1 + had : 0;
}

function offerSearch() {
  for (const section of all("[data-search]")) {
    const input = section.querySelector("input");
    const state = { shards: section.dataset.search.split(" "), events: [], loads: new Map(), loaded: new Set(), waits: null };
    const look = () => lookFor(section, state, input.value.trim());
    section.hidden = false;
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    input.addEventListener("input", look);
    section.querySelector("[data-older]").addEventListener("click", () => loadOlder(state).then(look, () => fail(section)));
    if (input.value) look();
  }
}

async function lookFor(section, state, query) {
  const [results, note] = [section.querySelector("[data-results]"), section.querySelector("[data-note]")];
  remember(query ? `?${new URLSearchParams({ q: query })}` : location.pathname);
  all("[data-az]").forEach((list) => (list.hidden = query !== ""));
  try {
    state.waits = state.waits ?? (query ? loadNewest(state) : null);
    await state.waits;
  } catch {
    state.waits = null;
    fail(section);
    return;
  }
  if (section.querySelector("input").value.trim() !== query) return; // somebody types on
  const wanted = terms(query);
  const isAsked = wanted.words.length + wanted.pairs.length > 0;
  const found = isAsked ? state.events.map((event) => [score(event.text, wanted), event]).filter(([points]) => points) : [];
  found.sort(([one], [other]) => other - one);
  results.replaceChildren(...found.slice(0, MOST_FOUND).map(([, event]) => resultOf(event)));
  note.textContent = isAsked ? [filled(section.dataset.found, { n: found.length.toLocaleString(LANGUAGE) }), searched(section, state)].filter(Boolean).join(" · ") : "";
}

function resultOf({ id, title, when, beside, language }) {
  const link = made("a", "", title);
  if (language) [link.lang, link.dir] = [language, "auto"];
  link.href = new URL(`events/${encodeURIComponent(id)}/`, TOP);
  return made("li", "", link, " ", made("span", "muted", [when, beside].filter(Boolean).join(" · ")));
}

/** Which years are searched, where not all are. */
function searched(section, { shards, loaded }) {
  const older = section.querySelector("[data-older]");
  const there = shards.filter((shard) => loaded.has(shard));
  older.hidden = there.length === shards.length;
  if (shards.length === 1) return "";
  const [last, first] = [there[0], there[there.length - 1]];
  return filled(section.dataset.years, { years: first === last ? first : `${first}–${last}` });
}

/** Loads this year and what is after it; where nothing is, the newest. Shards stand newest first. */
async function loadNewest(state) {
  const year = dayIn(SCRIPT.zone, Date.now()).slice(0, 4);
  const newest = state.shards.filter((shard) => shard >= year);
  for (const shard of newest.length ? newest : state.shards.slice(0, 1)) await load(state, shard);
}

async function loadOlder(state) {
  const next = state.shards.find((shard) => !state.loads.has(shard));
  if (next) await load(state, next);
}

/** Loads a shard once, however often it is asked for; one that fails can be asked for again. */
function load(state, shard) {
  if (!state.loads.has(shard)) state.loads.set(shard, read(state, shard));
  return state.loads.get(shard);
}

async function read(state, shard) {
  try {
    const rows = JSON.parse(await fetched(`search/${shard}.json`));
    const events = rows.map(([id, title, when, beside, language]) => ({ id, title, when, beside, language, text: folded(`${title} ${beside} ${when}`) }));
    state.events.push(...events);
    state.loaded.add(shard);
  } catch (error) {
    state.loads.delete(shard);
    throw error;
  }
}

function fail(section) {
  section.querySelector("[data-note]").textContent = section.dataset.failed;
}

offerSelection();
offerSearch();
