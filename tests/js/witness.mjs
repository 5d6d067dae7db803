// ical.js as a witness. JSON on stdin:  {"feeds": [text, …]}             what each VEVENT is
//                                       {"feeds": [text, …], "until": s}  occurrences that start before s
// JSON on stdout, one for each feed: {"seen": […]} or {"error": message}. Days are "2024-05-01", moments are in UTC
// and come out of the offsets in the feed's own VTIMEZONE; Node's and ICU's zones are never asked.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

// ical.js 2.2.1 takes the comma in `one\\,two` for an escaped one, though what is escaped is the backslash. Let it hand
// over the line as it stands; `categories` splits it.
ICAL.design.icalendar.property.categories = { defaultType: "unknown" };

const { feeds, until } = JSON.parse(readFileSync(0, "utf8"));
const witness = until === undefined ? events : (calendar) => occurrences(calendar, until);
process.stdout.write(JSON.stringify(feeds.map(testimony)));

function testimony(text) {
  try {
    return { seen: witness(only(ICAL.parse(text))) };
  } catch (error) {
    return { error: error.message };
  }
}

function only(jcal) {
  if (jcal[0] !== "vcalendar") throw new Error("not exactly one VCALENDAR");
  return new ICAL.Component(jcal);
}

function events(calendar) {
  return calendar.getAllSubcomponents("vevent").map((event) => ({
    uid: text(event, "uid"),
    summary: text(event, "summary"),
    description: text(event, "description"),
    location: text(event, "location"),
    status: text(event, "status"),
    start: times(one(event, "dtstart"))[0] ?? null,
    end: times(one(event, "dtend"))[0] ?? null,
    categories: event.getAllProperties("categories").flatMap(categories),
    url: text(event, "url"),
    related_to: event.getAllProperties("related-to").map((property) => property.getFirstValue()),
    sequence: numbers(event, "sequence", 1)?.[0] ?? 0,
    transp: text(event, "transp"),
    recurrence_id: times(one(event, "recurrence-id"))[0] ?? null,
    rrule: one(event, "rrule")?.getFirstValue().toString() ?? null,
    exdate: event.getAllProperties("exdate").flatMap(times),
    geo: numbers(event, "geo", 2),
    organizer: text(event, "organizer"),
    dtstamp: times(one(event, "dtstamp"))[0] ?? null,
    last_modified: times(one(event, "last-modified"))[0] ?? null,
    created: times(one(event, "created"))[0] ?? null,
  }));
}

function occurrences(calendar, until) {
  const components = calendar.getAllSubcomponents("vevent");
  const uid = (component) => component.getFirstPropertyValue("uid");
  const masters = components.filter((component) => !component.hasProperty("recurrence-id"));
  const overrides = components.filter((component) => component.hasProperty("recurrence-id"));
  const uids = new Set(masters.map(uid));
  const alone = overrides.filter((override) => !uids.has(uid(override)));
  return [
    // ICAL.Event left to itself relates every override in the file to every event: pass those of its UID.
    ...masters.flatMap((master) => series(master, overrides.filter((other) => uid(other) === uid(master)), until)),
    ...alone.map((override) => occurrence(new ICAL.Event(override))),
  ];
}

function series(master, exceptions, until) {
  const event = new ICAL.Event(master, { exceptions });
  if (!event.isRecurring()) return [occurrence(event)];
  // An override may have come into the window from where the rule is past it.
  const moved = exceptions.map((exception) => exception.getFirstPropertyValue("recurrence-id").toUnixTime());
  const last = Math.max(until, ...moved);
  const iterator = event.iterator();
  const found = [];
  for (let time = iterator.next(); time && time.toUnixTime() <= last; time = iterator.next()) {
    found.push(occurrence({ uid: event.uid, ...event.getOccurrenceDetails(time) }));
  }
  return found;
}

function occurrence({ uid, startDate, endDate }) {
  return [uid, iso(startDate), iso(endDate)];
}

function one(component, name) {
  const all = component.getAllProperties(name);
  if (all.length > 1) throw new Error(`${name} stands ${all.length} times in one VEVENT`);
  return all[0];
}

// ical.js says NaN for a word, and one number where the semicolon of GEO is escaped.
function numbers(component, name, count) {
  const property = one(component, name);
  if (!property) return null;
  const values = [property.getFirstValue()].flat();
  if (values.length !== count || values.some(Number.isNaN)) throw new Error(`${name} is not ${count} numbers`);
  return values;
}

function text(component, name) {
  return one(component, name)?.getFirstValue() ?? "";
}

function categories(property) {
  const parts = property.getFirstValue().match(/(?:[^\\,]|\\.)+/g) ?? [];
  return parts.map((part) => ICAL.design.icalendar.value.text.fromICAL(part));
}

function times(property) {
  return (property?.getValues() ?? []).map((time, index) => {
    const written = property.jCal[3 + index];
    // ical.js turns 32 May into 1 June, and what it cannot read into a text.
    if (time.toString() !== written) throw new Error(`${property.name}: ${written} is not a time`);
    return iso(time);
  });
}

function iso(time) {
  if (time.isDate) return time.toString();
  // ical.js takes a TZID without a VTIMEZONE for local time.
  if (time.zone === ICAL.Timezone.localTimezone) throw new Error(`${time} has no zone in this file`);
  return new Date(time.toUnixTime() * 1000).toISOString();
}
