// JSON on stdin: {"groups": [[feed, …], …]}. On stdout the calendar of the events that are in a feed of each group.
import { readFileSync } from "node:fs";
import { script } from "./script.mjs";

const { parts, inEach, calendarOf } = script();
const groups = JSON.parse(readFileSync(0, "utf8")).groups.map((feeds) => feeds.map(parts));
process.stdout.write(calendarOf(inEach(groups), groups.flat()));
