// One feed from events.yaml with js-yaml and ical-generator, written in the straightforward way.
//
//     node ical_generator.mjs events.yaml calendar.ics
//
// ical-generator writes the TZID that it is given, and no VTIMEZONE.

import { readFileSync, writeFileSync } from 'node:fs';
import ical from 'ical-generator';
import { load } from 'js-yaml';

// Local times are formatted in the process's zone: in UTC none of them is skipped.
process.env.TZ = 'UTC';

const DAY = 86_400_000;
const [source, target] = process.argv.slice(2);
const data = load(readFileSync(source, 'utf8'));
const feed = ical({ name: data.calendar.name });
for (const item of data.events) feed.createEvent(event(item));
writeFileSync(target, feed.toString());

function event(item) {
    const venues = (item.venues ?? [item.venue]).map((id) => data.venues[id]);
    return {
        ...when(item, venues[0].timezone ?? data.calendar.timezone),
        id: `${item.id}@${data.calendar.id}`,
        summary: item.title,
        description: item.description.trim(),
        location: venues.map((v) => `${v.name}, ${v.address}, ${v.town}`).join(' / '),
        categories: item.categories.map((name) => ({ name })),
        url: item.url,
    };
}

function when({ start, end, days }, timezone) {
    if (/^\d{4}-\d\d-\d\d /.test(start)) return { start: local(start), end: local(end), timezone };
    if (/^\d{4}-\d\d$/.test(start)) return { start: utc(`${start}-01`), end: nextMonth(start), allDay: true };
    const last = end && utc(end);
    const first = start ? utc(start.replace(/^by |~$/g, '')) : new Date(last - (days - 1) * DAY);
    return { start: first, end: new Date(+(last ?? first) + DAY), allDay: true };
}

function local(text) {
    return new Date(text.replace(' ', 'T'));
}

function utc(text) {
    return new Date(`${text}T00:00Z`);
}

function nextMonth(text) {
    const [year, month] = text.split('-').map(Number);
    return new Date(Date.UTC(year, month, 1));
}
