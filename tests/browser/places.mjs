// places.mjs - every page of the program, as a list: who opens it, its name, and how to get there.
//
//     "/task?state=soon"                  an address
//     "/task?state=soon > /task/#"        the first link on that page to such an address
//     "... > /task/# > +/judge"           with this behind it
//     "... > +?pick=x > !form .go"        a click there, last of all
//     "/form/new > @tests/a.md"           this file is chosen and sent
//
// Of the demo office, whose log-ins are the roles here; "" is the public.
const states = ["draft", "running", "soon", "overdue", "reported", "returned", "asked", "done",
    "late", "paused", "withdrawn"];
const task = (state, more = "") => `/task?state=${state} > /task/#${more && ` > +${more}`}`;
const document = "/document > /document/#";
const district = "/unit > /unit/#.2";
const post = `${district} > /post/#`;
const person = "/staff > /staff/#";
const round = (n = "") => `/inspect > /inspect/#${n}`;
const send = "!main form[method=post] button:not(.outline):not(.secondary)";

export const places = {
    "": {
        "home": "/", "login": "/login", "login refused": `/login > ${send}`, "log": "/log",
        "setup": "/setup", "missing": "/nowhere", "help": "/help",
        "safeguards": "/method/safeguards", "api": "/help/api", "data": "/method/data",
        "transparency": "/method/transparency",
        "guide clear": "/help > /help/guide/making-a-task-clear",
        "guide estimate": "/help > /help/guide/from-a-survey-file-to-a-published-table",
        "invite dead": "/invite/none",
    },
    lanhdao: {
        "notices": "/notice",
        "home": "/", "list": "/task", "document list": "/document", "unit tree": "/unit",
        "staff list": "/staff", "account": "/account", "help": "/help",
        "guide": "/help > /help/guide/making-a-task-clear", "forbidden": "/admin/accounts",
        "judge": task("reported", "/judge"), "decide": task("asked", "/decide"),
        "reopen": task("done", "/reopen"), "delegation": "/delegation", "reform list": "/reform",
        "reform": "/reform > /reform/#", "inspections": "/inspect",
        "inspection result": "/inspect > /inspect/# > +/result",
        "inspection finding": "/inspect > /inspect/# > /inspect/finding/#.4",
    },
    chuyenvien: {
        "notices": "/notice",
        "home": "/", "list": "/task", "list found": "/task?q=tuyen+truyen",
        "list empty": "/task?q=xyzxyz", "list print": "/task/print", "calendar": "/calendar",
        "timeline": "/timeline", "grid": "/grid", "holidays": "/calendar/holidays",
        "holidays paste": "/calendar/holidays/paste", "views": "/view",
        "view new": "/view/new?at=%2Ftask%3Fstate%3Doverdue",
        ...Object.fromEntries(states.map((state) => [`task ${state}`, task(state)])),
        "task new": "/task/new", "task new refused": `/task/new > ${send}`,
        "task edit draft": task("draft", "/edit"), "task correct": task("running", "/edit"),
        "extend": task("running", "/extend"), "pause": task("running", "/pause"),
        "resume": task("paused", "/resume"), "withdraw": task("running", "/withdraw"),
        "drop": task("draft", "/drop"), "series": task("running", "/series"),
        "partner": task("running", "/partner"), "split": task("running", "/split"),
        "split plan": `${task("running", "/split?pick=district")} > !.actions button[formaction]`,
        "bulk": "/task > /task/# > ~/task/bulk?task.#=1",
        "bulk preview": `${task("running")} > ~/task/bulk?task.#=1&what=pause&reason=Ch%E1%BB%9D`,
        "document list": "/document", "document": document, "document new": "/document/new",
        "document new refused": `/document/new > ${send}`, "document edit": `${document} > +/edit`,
        "document relation": `${document} > +/relation`, "document gaps": "/document/gaps",
        "kinds": "/document/kind", "issuers": "/document/issuer", "terms": "/document/term",
        "kind": "/document/kind > /document/kind/#", "term": "/document/term > /document/term/#",
        "issuer": "/document/issuer > /document/issuer/#",
        "issuer rename": "/document/issuer > /document/issuer/# > +/rename",
        "import": "/import", "propose text": "/propose/text", "propose plan": "/propose/plan",
        "proposals of a text": `${document} > ~/propose/text?document=# > ${send}`,
        "proposals of a plan": `${document} > ~/propose/plan?document=# > ${send}`,
        "assess list": "/assess", "assess": "/assess > /assess/#",
        "assess approved": "/assess > /assess/#.1",
        "assess again": "/assess > /assess/# > +?again=1",
        "assess new": "/assess/new", "assess unit": "/assess > /assess/# > /assess/#/unit/#",
        "assess unit listed": "/assess > /assess/#.1 > /assess/#/unit/#",
        "assess tasks": "/assess > /assess/# > /assess/#/unit/# > +/tasks?what=in_time",
        "formulas": "/assess/formula", "formula new": "/assess/formula/new",
        "formula refused": `/assess/formula/new > ${send}`,
        "letters": "/dispatch", "letter": "/dispatch > /dispatch/#",
        "letter issued": "/dispatch > /dispatch/#.1",
        "letter edit": "/dispatch > /dispatch/# > +/edit", "letter texts": "/dispatch/text",
        "letter text new": "/dispatch/text/new?kind=remind",
        "brief list": "/brief", "brief draft": "/brief > /brief/#",
        "brief frozen": "/brief > /brief/#.1", "brief verify": "/brief > /brief/#.1 > +/verify",
        "brief tasks": "/brief > /brief/#.1 > +/tasks?set=in_time", "brief new": "/brief/new",
        "brief plans": "/brief/plan",
        "brief plan": "/brief/plan > /brief/plan/#",
    },
    huyen: {
        "assess": "/assess > /assess/#", "assess unit": "/assess > /assess/# > /assess/#/unit/#",
        "home": "/", "list": "/task", "task reported": task("reported"),
        "calendar": "/calendar", "timeline": "/timeline", "grid": "/grid", "unit": district,
        "delegation": "/delegation", "account": "/account",
        "inspections": "/inspect", "inspection reply": "/inspect > /inspect/finding/#",
        "inspection reply refused": `/inspect > /inspect/finding/# > ${send}`,
    },
    canbohuyen: {
        "notices": "/notice", "calendar feed": "/feed",
        "home": "/", "list": "/task", "report": task("running", "/report"),
        "ask time": task("running", "/extend"), "task": task("reported"),
        "report refused": `${task("running", "/report")} > ${send}`,
        "comment refused": `${task("running")} > !form[action$="/comment"] button`,
        "watch": `${task("running")} > !form[action$="/watch"] button`,
    },
    capxa: {
        "home": "/", "list": "/task", "task": "/task > /task/#", "document list": "/document",
        "document": document, "unit tree": "/unit", "help": "/help",
    },
    kiemtra: {
        "home": "/", "list": "/task", "task overdue": task("overdue"), "document": document,
        "calendar": "/calendar", "staff": person,
        "inspections": "/inspect", "inspection new": "/inspect/new",
        "inspection new refused": `/inspect/new > ${send}`,
        "inspection planned": round(), "inspection edit": `${round()} > +/edit`,
        "inspection running": round(".1"), "inspection closed": round(".2"),
        "inspection frame": `${round(".1")} > +/frame`,
        "inspection so far": `${round(".1")} > +/result`,
        "inspection result": `${round(".2")} > +/result`,
        "inspection abandon": `${round()} > +/abandon`,
        "inspection close": `${round(".1")} > +/close`,
        "inspection finding": `${round(".1")} > /inspect/finding/#`,
        "inspection form": `${round(".1")} > /inspect/finding/#/edit`,
        "inspection form refused": `${round(".1")} > /inspect/finding/#/edit > ${send}`,
        "inspection checklists": "/inspect/checklist",
    },
    nghiencuu: {
        "home": "/", "forms": "/form", "form new": "/form/new",
        "form new refused": `/form/new > ${send}`,
        "form new errors": "/form/new > @tests/survey/broken.md",
        "form": "/form > /form/#", "form version": "/form > /form/# > /form/#/version/#",
        "form version published": "/form > /form/# > /form/#/version/#.1",
        "form version new": "/form > /form/# > +/version",
        "surveys": "/survey", "survey new": "/survey/new",
        "survey new refused": `/survey/new > ${send}`,
        "survey interviews": "/survey > /survey/#.1", "survey open": "/survey > /survey/#",
        "survey closed": "/survey?stage=closed > /survey/#",
        "answers why": "/survey?stage=closed > /survey/# > +/answers",
        "answers why refused": `/survey?stage=closed > /survey/# > +/answers > ${send}`,
        "frames": "/frame", "frame": "/frame > /frame/#",
        "sample": "/survey?stage=closed > /survey/# > +/sample",
        "sample plan": "/survey > /survey/#.1 > +/sample?frame=1&units=40&take=30",
        "weights": "/survey?stage=closed > /survey/# > +/weights",
        "weights new": "/survey?stage=closed > /survey/# > +/weights/new",
        "weights one": "/survey?stage=closed > /survey/# > +/weights/1",
        "opinion results": "/survey?stage=closed > /survey/# > +/results",
        "opinion groups": "/survey?stage=closed > /survey/# > +/results?by=district",
        "opinion open answers": "/survey?stage=closed > /survey/# > +/coding",
        "releases": "/survey?stage=closed > /survey/# > +/release",
        "release published": "/survey?stage=closed > /survey/# > +/release > /release/#",
        "release calendar": "/releases", "release public": "/releases > /r/[\\w-]+.1",
        "answers export": "/survey?stage=closed > /survey/# > +/export",
        "survey edit": "/survey > /survey/#.1 > +/edit",
        "survey visits refused": "/survey > /survey/#.1 > !form[action$='/visits'] button",
        "survey close refused": "/survey > /survey/#.1 > !form[action$='/close'] button",
    },
    dieutra: {
        "home": "/", "interviewing": "/collect", "devices": "/collect/device",
        "device new": "/collect/device/new",
        "device new refused": `/collect/device/new > ${send}`,
    },
    theodoi: {
        "home": "/", "list": "/task", "task running": task("running"), "document": document,
        "account": "/account", "forbidden": "/task/new",
    },
    quantri: {
        "home": "/", "unit tree": "/unit", "unit": district, "unit new": "/unit/new",
        "unit change": `${district} > +/change`, "unit correct": `${district} > +/correct`,
        "unit end": `${district} > +/end`, "unit merge": `${district} > +/merge`,
        "unit split": `${district} > +/split`, "unit later": "/unit?day=2025-07-02",
        "post": post, "post new": `${district} > /post/new`, "post appoint": `${post} > +/appoint`,
        "post end": `${post} > +/end`, "staff list": "/staff", "staff": person,
        "staff new": "/staff/new", "staff new refused": `/staff/new > ${send}`,
        "staff change": `${person} > +/change`, "staff appoint": `${person} > +/appoint`,
        "staff end": `${person} > +/end`, "outgoing mail": "/admin/mail", "ladder": "/admin/ladder",
        "accounts": "/admin/accounts",
        "account of one": "/admin/accounts > /admin/account/#",
        "account link":
            "/admin/accounts > /admin/account/#.2 > !form[action$='/link'] button",
        "account new": "/admin/accounts/new",
        "account new refused": `/admin/accounts/new > ${send}`,
        "status": "/admin/status", "jobs": "/admin/jobs", "log": "/log",
        "deeds": "/log/deeds?reason=a+sheet", "deeds why": "/log/deeds?who=1",
        "data": "/admin/data", "staff export": "/export?kind=staff",
        "account": "/account", "password": "/account/password", "second factor": "/account/second",
        "codes": "/account/codes", "import": "/import", "access": "/account/access",
        "access new": "/account/access/new", "access all": "/admin/access",
        "reform list": "/reform", "settings": "/admin/setting",
        "setting": "/admin/setting > /admin/setting/office.name",
    },
};

export async function go(page, way) {
    const [first, ...steps] = way.split(" > ");
    await page.goto(first);
    for (const step of steps) {
        if (step[0] === "!") await click(page, step.slice(1));
        else if (step[0] === "@") await bring(page, step.slice(1));
        else await page.goto(await next(page, step));
    }
    await page.evaluate(() => document.fonts.ready);
}

async function bring(page, file) {
    await page.setInputFiles("main input[type=file]", file);
    await click(page, "main form[enctype] button[type=submit]");
}

// The form goes out as it is: what the browser would hold back, the program has to refuse.
async function click(page, what) {
    await page.evaluate(() => [...document.forms].forEach((form) => form.noValidate = true));
    await page.evaluate(() =>
        document.querySelectorAll("main details").forEach((d) => d.open = true));
    await Promise.all([page.waitForNavigation(), page.locator(what).first().click()]);
}

// Where the step leads from this page.  "#.2" is the third link of its kind.
async function next(page, step) {
    const here = page.url();
    if (step.startsWith("+/")) return here.replace(/\?.*/, "") + step.slice(1);
    if (step[0] === "+") return here + step.slice(1);
    if (step[0] === "~") return step.slice(1).replace("#", here.match(/\d+$/)[0]);
    const [, shape, n] = step.match(/^(.*?)(?:\.(\d+))?$/);
    const like = new RegExp(`^${shape.replaceAll("#", "\\d+")}(\\?.*)?$`);
    const links = await page.$$eval("main a[href]", (all) =>
        all.map((a) => a.getAttribute("href")));
    const found = [...new Set(links.filter((href) => like.test(href)))][Number(n ?? 0)];
    if (!found) throw new Error(`no link like ${step} on ${here}`);
    return found;
}
