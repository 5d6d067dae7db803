// What the pages' scripts make of what a page says: run by `node --test`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./script.mjs";

const page = script();
const WORDS = { today: "today", now: "on now", over: "over" };
const at = (text) => Date.parse(text);

function plain(value) {
  return JSON.parse(JSON.stringify(value)); // of the page's realm
}

test("the day is that of the calendar's zone", () => {
  const late = at("2024-05-01T17:00Z");
  assert.equal(page.dayIn("Asia/Shanghai", late), "2024-05-02");
  assert.equal(page.dayIn("America/New_York", late), "2024-05-01");
  assert.match(page.dayIn("Nowhere/Such", late), /^2024-05-0[12]$/);
});

for (const [dated, day, phase, shift] of [
  [{ first: "2024-05-01", last: "2024-05-03" }, "2024-04-30", "coming", 0],
  [{ first: "2024-05-01", last: "2024-05-03" }, "2024-05-03", "now", 0],
  [{ first: "2024-05-01", last: "2024-05-03" }, "2024-05-04", "past", 0],
  [{ last: "2024-07-31" }, "2024-07-15", "coming", 0], // July, day not announced
  [{ last: "2024-07-31" }, "2024-08-01", "past", 0],
  [{ first: "2024-05-01T20:00+08:00", last: "2024-05-02T00:00+08:00" }, "2024-05-02", "past", 0],
  [{ first: "2024-05-01T23:00+08:00", last: "2024-05-02T05:00+08:00" }, "2024-05-02", "now", 0],
  [{ first: "2024-05-01T00:00+08:00", last: "2024-05-01T00:00+08:00" }, "2024-05-01", "now", 0],
  [{ first: "2024-05-07", last: "2024-05-07", steps: "7 7 7", more: "" }, "2024-05-15", "coming", 14],
  [{ first: "2024-05-07", last: "2024-05-07", steps: "7 7 7", more: "" }, "2024-05-28", "now", 21],
  [{ first: "2024-05-07", last: "2024-05-07", steps: "7 7 7", more: "" }, "2024-05-29", "", 21],
  [{ first: "2024-05-07", last: "2024-05-07", steps: "7 7 7" }, "2024-05-29", "past", 21],
]) {
  test(`${JSON.stringify(dated)} on ${day}`, () => assert.deepEqual(plain(page.standing(dated, day)), { phase, shift }));
}

test("words go by the clock where there are times", () => {
  const dated = { first: "2024-05-01T19:30+08:00", last: "2024-05-01T21:30+08:00" };
  const word = (now) => page.wordFor(dated, { phase: "now", shift: 0 }, at(now), WORDS);
  assert.equal(word("2024-05-01T19:29+08:00"), "today");
  assert.equal(word("2024-05-01T13:30+02:00"), "on now");
  assert.equal(word("2024-05-01T21:30+08:00"), "over");
});

test("of what has no end nobody says that it is over", () => {
  const instant = { first: "2024-05-01T19:30+08:00", last: "2024-05-01T19:30+08:00" };
  assert.equal(page.wordFor(instant, { phase: "now", shift: 0 }, at("2024-05-01T23:00+08:00"), WORDS), "today");
});

test("days alone are today or on now, and what comes needs no word", () => {
  const word = (first, last, phase) => page.wordFor({ first, last }, { phase, shift: 0 }, at("2024-05-01T00:01Z"), WORDS);
  assert.equal(word("2024-05-01", "2024-05-01", "now"), "today");
  assert.equal(word("2024-04-30", "2024-05-02", "now"), "on now");
  assert.equal(word("2024-05-01", "2024-05-02", "past"), "over");
  assert.equal(word("2024-05-09", "2024-05-09", "coming"), "");
});

test("the reader's clock is told of only where it differs", () => {
  const here = new Date("2024-05-01T12:00Z").getTimezoneOffset();
  const own = `${here > 0 ? "-" : "+"}${String(Math.abs(here) / 60 | 0).padStart(2, "0")}:${String(Math.abs(here) % 60).padStart(2, "0")}`;
  assert.equal(page.whereReaderIs({ first: `2024-05-01T12:00${own}` }), "");
  assert.equal(page.whereReaderIs({ first: "2024-05-01" }), "");
  assert.equal(page.whereReaderIs({}), "");
  assert.match(page.whereReaderIs({ first: "2024-05-01T12:00+13:45" }), /\d/);
});

test("days are said in the page's language", () => {
  assert.equal(page.inWords("2024-05-01"), "Wednesday 1 May 2024");
  assert.match(script("de").inWords("2024-05-01"), /Mittwoch.*Mai 2024/);
  assert.match(script("zh-Hans").inWords("2024-05-01"), /2024年5月1日/);
  assert.match(script("not_a_tag").inWords("2024-05-01"), /2024/);
});

const FEED = [
  "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "NAME:A feed", "X-WR-CALNAME:A feed with a name that is", "  folded",
  "REFRESH-INTERVAL;VALUE=DURATION:PT12H", "BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "END:VTIMEZONE", "BEGIN:VTIMEZONE", "TZID:Europe/Paris",
  "END:VTIMEZONE", "BEGIN:VEVENT", "UID:one@x", "DTSTART;TZID=Asia/Shanghai:20240501T100000", "DESCRIPTION:a\u2028END:VEVENT", " \\nEND:VEVENT",
  "END:VEVENT", "BEGIN:VEVENT", "UID:t", " wo@x", "DTSTART;VALUE=DATE:20240501", "END:VEVENT", "BEGIN:VEVENT", "UID:one@x",
  "RECURRENCE-ID;TZID=Asia/Shanghai:20240502T100000", "END:VEVENT", "END:VCALENDAR", "",
].join("\r\n");

test("events are cut out as they are written", () => {
  const { events, zones } = page.parts(FEED);
  assert.deepEqual([...events.keys()], ["one@x", "two@x"]);
  assert.deepEqual([...zones.keys()], ["Asia/Shanghai", "Europe/Paris"]);
  assert.equal(events.get("two@x"), "BEGIN:VEVENT\r\nUID:t\r\n wo@x\r\nDTSTART;VALUE=DATE:20240501\r\nEND:VEVENT\r\n");
  assert.equal(events.get("one@x").split("RECURRENCE-ID").length, 2);
  assert.ok([...events.values()].every((lines) => FEED.includes(lines) || lines.split("BEGIN:VEVENT").length === 3));
});

test("a file to keep has the zones that it needs, and no name to subscribe to", () => {
  const feed = page.parts(FEED);
  const one = page.calendarOf(page.inEach([[feed], [{ events: new Map([["one@x", ""]]) }]]), [feed]);
  assert.ok(one.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\n"));
  assert.ok(one.endsWith("END:VEVENT\r\nEND:VCALENDAR\r\n"));
  assert.ok(!/Paris|NAME|folded|REFRESH|two@x/.test(one.replace("VERSION", "")));
  assert.ok(!one.replaceAll("\r\n", "").includes("\n"));
});

test("of one kind any counts, of two both", () => {
  const feed = (...uids) => ({ events: new Map(uids.map((uid) => [uid, uid])) });
  const found = (...groups) => [...page.inEach(groups).keys()].join("");
  assert.equal(found([feed("a", "b"), feed("b", "c")]), "abc");
  assert.equal(found([feed("a", "b"), feed("c")], [feed("b", "c", "d")]), "bc");
  assert.equal(found([feed("a")], [feed("b")]), "");
});

const found = (title, query) => page.score(page.folded(title), page.terms(query)) > 0;

test("titles are found without case and accents, by how words begin", () => {
  assert.ok(found("Fête de la Bière", "biere FETE"));
  assert.ok(found("Straße", "strasse"));
  assert.ok(found("Smørrebrød, Łódź", "smorrebrod lodz"));
  assert.ok(found("Νύχτα Μουσείων", "μουσειων"));
  assert.ok(found("Long-distance run", "dist"));
  assert.ok(!found("Concert", "cert"));
  assert.ok(!found("Night market", "night fair"));
});

test("what has no spaces is found by two letters in a row", () => {
  assert.ok(found("上海汽车文化节2024", "汽车"));
  assert.ok(found("上海汽车文化节2024", "文化节 2024"));
  assert.ok(found("さくら祭り", "祭"));
  assert.ok(!found("上海汽车文化节", "啤酒节"));
  assert.ok(found("嘉定Jazz节", "jazz"));
  assert.ok(found("கலை விழா", "விழா"));
});

test("nothing that is typed is a pattern", () => {
  for (const query of [".*", "(", "[", "\\", "a{2}", "$&"]) assert.equal(typeof found("title", query), "boolean");
});

test("slots are filled with what is there, once", () => {
  assert.equal(page.filled("Found: {n} {else}", { n: "{n}" }), "Found: {n} {else}");
});

test("each click searches one more year, and one that can't be read is asked for again", async () => {
  const asked = [];
  let broken = true;
  page.fetched = async (path) => {
    asked.push(path);
    if (broken && path.includes("2024")) throw new Error("offline");
    return "[]";
  };
  const state = { shards: ["2026", "2025", "2024"], events: [], loads: new Map(), loaded: new Set() };
  await page.load(state, "2026");
  const clicks = await Promise.allSettled([page.loadOlder(state), page.loadOlder(state)]);
  assert.deepEqual(clicks.map((click) => click.status), ["fulfilled", "rejected"]);
  broken = false;
  await page.loadOlder(state);
  assert.deepEqual([...state.loaded], ["2026", "2025", "2024"]);
  assert.deepEqual(asked, ["2026", "2025", "2024", "2024"].map((year) => `search/${year}.json`));
});
