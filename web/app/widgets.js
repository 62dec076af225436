// widgets.js - the parts of enketo-core that our forms use.  Left out: image-map, autocomplete,
// draw, text-print and comment, which let a form's text run as script in 9.0.1; maps from
// outside; and pickers of days and lists where the phone's own are better.
import bigImage from "enketo-core/src/widget/big-image/image-viewer";
import columns from "enketo-core/src/widget/columns/columns";
import decimal from "enketo-core/src/widget/number-input/decimal-input";
import file from "enketo-core/src/widget/file/filepicker";
import integer from "enketo-core/src/widget/number-input/integer-input";
import likert from "enketo-core/src/widget/select-likert/likertitem";
import media from "enketo-core/src/widget/select-media/select-media";
import month from "enketo-core/src/widget/date-mobile/datepicker-mobile";
import note from "enketo-core/src/widget/note/notewidget";
import radio from "enketo-core/src/widget/radio/radiopicker";
import range from "enketo-core/src/widget/range/range-widget";
import rank from "enketo-core/src/widget/rank/rank-widget";
import rating from "enketo-core/src/widget/rating/rating";
import table from "enketo-core/src/widget/table/tablewidget";
import textarea from "enketo-core/src/widget/textarea/textarea";
import thousands from "enketo-core/src/widget/thousands-sep/thousands-sep";
import max from "enketo-core/src/widget/text-max/text-max";
import place from "./place.js";

export default [note, place, textarea, table, radio, month, media, file, likert, columns, bigImage,
    range, rank, max, rating, thousands, decimal, integer];
