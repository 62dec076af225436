// home_test.mjs - the first page: accessible, at home on a phone, light, and quiet.
import { fits, shapes, start, weigh } from "./lib.mjs";

const EACH_BYTES_MAX = 60_000, FIRST_BYTES_MAX = 100_000;

const t = await start();

await t.each("/", async (page, shape) => {
    t.check(await fits(page), `/ ${shape}: wider than the screen`);
});

await t.axe("/");

const page = await t.visitor(shapes[0]);
const { each, once } = await weigh(page, () => t.open(page, "/", shapes[0]));
t.check(each <= EACH_BYTES_MAX, `/ costs ${each} bytes without the files that are kept`);
t.check(each + once <= FIRST_BYTES_MAX, `/ costs ${each + once} bytes at the first visit`);

await t.end();
