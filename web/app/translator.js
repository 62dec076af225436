// translator.js - the words of enketo-core, from ours.
import { t as word } from "./dom.js";

const names = {
    "constraint.invalid": "form.invalid", "constraint.required": "form.needed",
    "form.required": "form.needed", "hint.guidance.details": "form.more",
    "filepicker.placeholder": "file.choose", "filepicker.notFound": "file.lost",
    "filepicker.waitingForPermissions": "file.wait", "filepicker.resetWarning": "file.drop",
    "filepicker.toolargeerror": "file.large", "filepicker.file": "file.name",
    "selectpicker.noneselected": "form.none", "selectpicker.numberselected": "form.chosen",
    "rankwidget.tapstart": "form.rank", "rankwidget.clickstart": "form.rank",
    "alert.gotonotfound.msg": "form.lost", "alert.valuehasspaces.multiple": "form.invalid",
    "confirm.repeatremove.heading": "form.remove", "confirm.repeatremove.msg": "form.remove.sure",
};
export const t = (key, options = {}) =>
    word(names[key] ?? key, options.maxSize ?? options.number ?? options.existing ?? options.item);
