#!/usr/bin/env bash
# estimate_test.sh BLD - estimates from files, as a statistician asks for them: the figures of
# R's documentation, the same bytes whatever the order of rows, the threads and the kind of
# file; each mistake told where it is.
set -euo pipefail

namro=${1:?usage: estimate_test.sh BLD}/namro
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset LC_ALL LC_MESSAGES
export LANG=en
survey="$PWD/demo/survey.csv"
design=(--strata tang --psu xa --weights quyen_so --fpc so_xa)

die() { printf '%s\n' "$*"; cat "$tmp/out" 2>/dev/null || true; exit 1; }
expect() {
    local code=0
    "${@:2}" >"$tmp/out" 2>&1 || code=$?
    [ "$code" = "$1" ] || die "${*:2}: ended with $code, not $1"
}
says() { grep -qF -- "$1" "$tmp/out" || die "nothing says: $1"; }
same() { cmp -s "$1" "$2" || { cat "$1" "$2"; die "not the same: $3"; }; }
estimate() { "$namro" estimate "$@" "${design[@]}"; }
# refused CODE WORDS ARGUMENTS... - ends with this code and says so.
refused() {
    expect "$1" "$namro" estimate "${@:3}"
    says "$2"
}

# ---- every example of the help runs ----
cp -r demo "$tmp/"
for help in estimate columns; do
    "$namro" "$help" --help | sed -n 's/^ *namro /namro /p' | grep -F demo/ >"$tmp/examples" ||
        die "no examples in the help of $help"
    "$namro" "$help" --help | grep -F 'survey.cols' | sed -n 's/^ *namro /namro /p' \
        >>"$tmp/examples"
    while read -r line; do
        (cd "$tmp" && eval "${line/#namro/\"$OLDPWD/$namro\"}" >out 2>&1) ||
            die "does not run: $line"
    done <"$tmp/examples"
done

# ---- the same figures from the same rows in another order, and from a column file ----
for what in 'mean phut,tuoi,hai_long --by gioi' 'total phut' 'prop hai_long --by tang' \
    'ratio phut/tuoi' 'diff phut --by truc_tuyen' 'table hai_long,gioi'; do
    # shellcheck disable=SC2086
    estimate $what --data "$survey" --threads 1 --format csv >"$tmp/first"
    for seed in 1 2; do
        head -n 1 "$survey" >"$tmp/a.csv"
        tail -n +2 "$survey" | shuf --random-source=<(yes $seed) >>"$tmp/a.csv"
        # shellcheck disable=SC2086
        estimate $what --data "$tmp/a.csv" --threads 2 --format csv >"$tmp/again"
        same "$tmp/first" "$tmp/again" "$what, rows shuffled"
        "$namro" columns make "$tmp/a.csv" "$tmp/$seed.cols" "${design[@]}" >/dev/null
        # shellcheck disable=SC2086
        "$namro" estimate $what --data "$tmp/$seed.cols" --threads 3 --format csv >"$tmp/again"
        same "$tmp/first" "$tmp/again" "$what, from columns"
    done
done
same "$tmp/1.cols" "$tmp/2.cols" 'column files of shuffled rows'
tr ',' ';' <"$survey" | sed 's/\([0-9]\)\.\([0-9]\)/\1,\2/' >"$tmp/a.csv"
estimate mean phut --data "$tmp/a.csv" --decimal , --format csv >"$tmp/again"
estimate mean phut --data "$survey" --format csv >"$tmp/first"
same "$tmp/first" "$tmp/again" 'semicolons and decimal commas'
sed 's/,NA,/,,/; s/$/\r/; 1s/^/\xEF\xBB\xBF/' "$survey" >"$tmp/a.csv"
estimate mean phut --data "$tmp/a.csv" --format csv >"$tmp/again"
same "$tmp/first" "$tmp/again" 'CR LF and a byte order mark'
estimate mean phut --data - --format csv <"$survey" >"$tmp/again" 2>&1 && die 'a file called -'
estimate mean phut --data /dev/stdin --format csv < <(cat "$survey") >"$tmp/again"
same "$tmp/first" "$tmp/again" 'from a pipe'

# ---- what is printed ----
expect 0 estimate mean phut --data "$survey"
says 'from (95%)'
says '480 rows in 24 units of 3 strata'
LANG=vi expect 0 estimate mean phut --data "$survey" --level 0.9
says 'từ (90%)'
says 'sai số chuẩn'
expect 0 estimate mean phut --data "$survey" --format json
python3 -m json.tool "$tmp/out" >/dev/null 2>&1 || ! command -v python3 >/dev/null || die 'no JSON'
estimate mean phut --data "$survey" --format csv | head -n 1 >"$tmp/out"
says 'case,design,stat,formula,option,domain,term,est,se,ci_lo,ci_hi,df,deff,key,versions'
# The command that is printed gives the same again.
again=$(estimate mean phut --where 'gioi=="Nữ"' --data "$survey" | sed -n 's/^Command *namro//p')
eval "\"$namro\" $again" >"$tmp/again"
estimate mean phut --where 'gioi=="Nữ"' --data "$survey" >"$tmp/first"
same "$tmp/first" "$tmp/again" 'the command as it is printed'

# ---- tests of hypotheses, in each form ----
for what in 'chisq hai_long,gioi' 'ttest phut~gioi' 'ranktest phut~gioi' \
    'glm phut~tuoi+gioi --option term=gioi' 'quantile phut --by gioi'; do
    # shellcheck disable=SC2086
    for form in table csv json; do
        expect 0 estimate $what --data "$survey" --format "$form"
    done
    # shellcheck disable=SC2086
    estimate $what --data "$survey" --threads 1 --format csv >"$tmp/first"
    # shellcheck disable=SC2086
    estimate $what --data "$tmp/a.csv" --threads 3 --format csv >"$tmp/again"
    same "$tmp/first" "$tmp/again" "$what, one thread and three, CR LF"
done
refused 1 '--where' chisq hai_long,gioi --data "$survey" --by tang
refused 1 '--option' chisq hai_long,gioi --data "$survey" --option test=magic

# ---- mistakes ----
refused 2 'Choose one of these'
refused 2 'Choose one of these' mode phut --data "$survey"
refused 2 'Of which variable' mean --data "$survey"
refused 2 '--data' mean phut
refused 2 '--level' mean phut --data "$survey" --level 95
refused 2 '--format' mean phut --data "$survey" --format xml
refused 1 'cannot be read' mean phut --data "$tmp/nothing"
refused 1 'phutt (phut?)' mean phutt --data "$survey"
refused 1 'stratumm' mean phut --data "$survey" --strata stratumm
refused 1 'lies in two strata' mean phut --data "$survey" --strata xa --psu gioi
refused 1 'Đô thị' mean phut --data "$survey" --psu tang --strata tang
refused 1 'row' mean phut --data "$survey" --weights phut
refused 1 '--by' diff phut --data "$survey"
refused 1 'a/b' ratio phut --data "$survey"
refused 1 'expr=' contrast phut --data "$survey"
refused 1 '--lonely' mean phut --data "$survey" --lonely never
printf 'a,b\n1,2\n3\n' >"$tmp/a.csv"
refused 1 'Line 3 has 1 field' mean a --data "$tmp/a.csv"
printf 'a,b\n' >"$tmp/a.csv"
refused 1 'no row' mean a --data "$tmp/a.csv"
printf 'w,y\n1,2\n-1,3\n2,4\n' >"$tmp/a.csv"
refused 1 'row 2' mean y --data "$tmp/a.csv" --weights w
expect 1 "$namro" columns make "$tmp/a.csv" "$survey"
says 'left alone'
expect 1 "$namro" columns make "$tmp/a.csv" "$tmp/b.cols" --strata ww
says 'ww (w?)'
expect 2 "$namro" columns make "$tmp/a.csv"
head -c 3000 "$tmp/1.cols" >"$tmp/b.cols"
refused 1 'damaged' mean phut --data "$tmp/b.cols"

# ---- replicate weights that came with the file: a jackknife by hand ----
# Mean of 1 2 3 6 is 3; without each: 11/3 10/3 3 2; (3/4) (sum of squares about their mean)
# is 4.6667 * 1/4 = 1.1667 (variance of the mean of a simple sample), its root 1.0801.
printf 'y,w,r1,r2,r3,r4\n1,1,0,1,1,1\n2,1,1,0,1,1\n3,1,1,1,0,1\n6,1,1,1,1,0\n' >"$tmp/a.csv"
"$namro" estimate mean y --data "$tmp/a.csv" --weights w --replicates '^r[0-9]$' --rep-type JK1 \
    --option combined=no --format csv | tail -n 1 >"$tmp/out"
says ',3,1.08012344973464'
refused 1 '--rep-type' mean y --data "$tmp/a.csv" --replicates '^r'
refused 1 '^x' mean y --data "$tmp/a.csv" --replicates '^x' --rep-type JK1
refused 1 'scale' mean y --data "$tmp/a.csv" --replicates '^r' --rep-type JKn
printf '1 1\n' >"$tmp/scales"
refused 1 'scale' mean y --data "$tmp/a.csv" --replicates '^r' --rep-type JKn \
    --rscales "$tmp/scales"
printf '1 x\n' >"$tmp/scales"
refused 1 '--rscales' mean y --data "$tmp/a.csv" --replicates '^r' --rep-type JKn \
    --rscales "$tmp/scales"
# The same made by us, and a bootstrap that its seed gives again.
"$namro" estimate mean y --data "$tmp/a.csv" --weights w --rep-type JK1 --format csv >"$tmp/out"
says ',3,1.08012344973464'
for seed in 1 1 2; do
    estimate mean phut --data "$survey" --rep-type bootstrap --option "seed=$seed" --format csv
done | grep ^mean | sort -u >"$tmp/out"
[ "$(wc -l <"$tmp/out")" = 2 ] || die 'a seed gives other replicates, or every seed the same'

# ---- weights that match known totals ----
rake='gioi: Nam=640000 Nữ=660000; truc_tuyen: Có=600000 Không=700000'
expect 0 estimate total gioi,truc_tuyen --data "$survey" --rake "$rake"
says 'Weighting'
[ "$(grep -cE ' (640,000|660,000|600,000|700,000)  +0 ' "$tmp/out")" = 4 ] ||
    die 'the margins do not hold'
refused 1 'Ba' mean phut --data "$survey" --weights quyen_so --poststratify 'gioi: Nam=1 Ba=2'
refused 1 'different numbers of people' mean phut --data "$survey" --weights quyen_so \
    --rake 'gioi: Nam=1 Nữ=2; truc_tuyen: Có=1 Không=1'
refused 1 'one margin' mean phut --data "$survey" --poststratify "$rake"
refused 1 'the smaller first' mean phut --data "$survey" --trim 3

# ---- joint probabilities by hand: two of three drawn, each pair by 1/3 ----
# Total of 3 and 5 with probability 2/3 each is 12; (1 - 4/9 / (1/3)) / ... gives, by Horvitz and
# Thompson, 9/4 (9 + 25) (1 - 2/3) + 2 (9/4) 15 (1 - (4/9) / (1/3)) = 25.5 - 22.5 = 3.
printf 'y,p\n3,0.6666666666666666\n5,0.6666666666666666\n' >"$tmp/a.csv"
printf 'a,b\n0.6666666666666666,0.3333333333333333\n0.3333333333333333,0.6666666666666666\n' \
    >"$tmp/joint.csv"
"$namro" estimate total y --data "$tmp/a.csv" --fpc p --pps joint --joint "$tmp/joint.csv" \
    --format csv | tail -n 1 >"$tmp/out"
says ',12,1.732050807568'
refused 1 'square' total y --data "$tmp/a.csv" --fpc p --pps joint
refused 1 'square' total y --data "$tmp/a.csv" --fpc p --pps joint --joint "$tmp/a.csv"
refused 2 'metod' mean y --data "$tmp/a.csv" --option metod=beta

# ---- the figures of R's documentation ----
api="${NAMRO_SHARED:-}/data/stats/data"
if [ ! -d "$api" ]; then
    echo "no reference data: the API survey was left out"
    exit 77
fi
figures() { # WANT ARGUMENTS... - the estimate and its error, as R prints them
    local got
    got=$("$namro" estimate "${@:2}" --format csv | tail -n 1 | sed 's/"[^"]*"//g' |
        awk -F, '{ printf "%.2f %.4f", $8, $9 }')
    [ "$got" = "$1" ] || die "${*:2}: $got, not $1"
}
figures '662.29 9.4089' mean api00 --data "$api/apistrat.csv" --strata stype --weights pw --fpc fpc
figures '644.17 23.5422' mean api00 --data "$api/apiclus1.csv" --psu dnum --weights pw --fpc fpc
figures '670.81 30.0990' mean api00 --data "$api/apiclus2.csv" --psu dnum,snum --fpc fpc1,fpc2
figures '3404940.13 941610.7409' total enroll --data "$api/apiclus1.csv" --psu dnum --weights pw
c1=(mean api00 --data "$api/apiclus1.csv" --psu dnum --weights pw --fpc fpc)
figures '642.31 23.9205' "${c1[@]}" --poststratify 'stype: E=4421 H=755 M=1018'
figures '641.23 23.7036' "${c1[@]}" \
    --rake 'stype: E=4421 H=755 M=1018; sch.wide: No=1072 Yes=5122'
figures '652.39 4.2813' "${c1[@]}" --trim 30,40 \
    --calibrate '~stype+api99: (Intercept)=6194 stypeH=755 stypeM=1018 api99=3914069'
figures '644.17 26.3294' "${c1[@]}" --rep-type JK1
p_value() { # WANT ARGUMENTS...
    local got
    got=$("$namro" estimate "${@:2}" --format csv | tail -n 1 | sed 's/"[^"]*"//g' |
        awk -F, '{ printf "%.4f %.3e", $6, $9 }')
    [ "$got" = "$1" ] || die "${*:2}: $got, not $1"
}
st=(--data "$api/apistrat.csv" --strata stype --weights pw --fpc fpc)
p_value '17.2474 2.035e-07' chisq sch.wide,stype "${st[@]}"
p_value '-3.7249 2.554e-04' ttest enroll~comp.imp "${st[@]}"
