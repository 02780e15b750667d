//! Programs do with records what they do with the library's own values, which are all there from the start.

use bytes::Bytes;
use jaq_core::data::JustLut;
use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, Vars};
use jaq_json::{Val, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::record::{Record, Trouble};
use super::value::Value;
use super::{Program, said};

/// What programs are put together from, three spaces or a line end between them. Each meets values of every kind, so that
/// errors are compared too.
const PARTS: &str = r#"
.   ..   .[]   .[]?   .[0]   .[-1]   .[7]   .[-9]   .[0.5]   .[1:]   .[:-1]   .[-2:7]   .["a":]   .[[]]   .[{}]   .[null]
.a   .a?   .b   ."é"   ."q\""   .a.b   .b.a?   .["a", "b"]   first   last   nth(1)   first(.[])   last(.[])   limit(2; .[])
skip(1; .[])   length   keys   keys_unsorted   type   not   tostring   tojson   fromjson   tojson | fromjson   tonumber   tobytes
tobytes | .[0:2], length, tojson   @text   @sh   @base64   "<\(.)>"   has("a")   has(0)   has(-1)   has(9)   has({})   map(.a)
map(.b // 0)   map(has("b"))   map(keys)   map(type)   map(length)   map(select(.a))   map(select(.a == 1))   map({a, c: .b})
map(.a = 1)   map(del(.a))   map_values(.)   map_values(empty)   map_values(.a?)   map(to_entries)   to_entries
with_entries(.value |= tostring)   sort   sort_by(.a)   sort_by(.b, .a)   group_by(.a)   unique   unique_by(.b)   min   max_by(.a)
add   add(.[])   reverse   flatten   flatten(1)   transpose   any   all   isempty(.[])   range(length)   objects   arrays   scalars
strings   [.]   [., .]   {a: .}   {(tostring): .}   . == .   . < {}   .[1:] == .[:-1]   .[1:] == .[1:]   if . then 1 else 0 end   [.[] < .[]?]   [.[] == .[]?]   . + .   . - .   . * 2   . / .
. % 2   -(.)   .[0].a = 7   .[].a |= 7   .[]?.b |= empty   .[1:] |= map(.a?)   .[1:] = []   .[] |= error   paths   path(..)
pick(.[0])   getpath([0, "a"])   walk(if type == "number" then 0 else . end)   error   reduce .[] as $x (null; . + $x)
label $out | foreach .[] as $x (0; . + 1; if . > 1 then ., break $out else $x end)   label $out | .[] |= (., break $out)
"#;

/// Filters that compare their input with something.
const WITH: &[&str] = &[
    "contains", "inside", "index", "rindex", "indices", "bsearch", "in", "has", "join", "split",
];

/// What they compare it with.
const THAT: &str = r#"
.   .[0]   .[1:]   .[-1:]   {}   {a: 1}   [{a: 1}]   [[]]   "a"   ["a"]   ""   1   []   (tobytes? // 0)
"#;

/// Programs for each branch of the filters that are written again.
const FILTERS: &str = r#"
null, 2, -2, 2.5, -2.5, -99999999999999999999, 9223372036854775808, nan, "ƒoo", "ƒoo\(["\u0000"] | tobytes)", [1, [2]], {a: 1} | length
[true, false] | .[] | try length catch .   "é" | tobytes | length   [0, null] | has(0, 1, 2, -1, -2, -3)   {a: null} | has("a", "b", 0)
null, 0, "a", ("a" | tobytes), [1] | try has(0, [], {}, "a") catch .   "foobar" | contains("", "bar", "baz")
["foobar", "x"] | contains([], ["bar"], ["bar", "x"], ["y"])   {a: [1, 2], b: "bc"} | contains({}, {a: [1]}, {b: "c"}, {b: "d"}, {c: 1})
"ab" | tobytes | contains("a" | tobytes), contains("a")   1 | contains(1, 2, "1")   "a,b, cd, efg" | indices(", ", "", "z")
"aaa" | indices("aa")   "🇬🇧🇬🇧!" | indices("🇬🇧", "!")   "aaa" | tobytes | indices("aa" | tobytes)   [0, 1, 2, 1, 3] | indices(1, [1], [], [1, 3], 9)
1, "a", {} | try indices(1) catch .   [1, 3] | bsearch(0, 1, 2, 3, 4)   1 | try bsearch(1) catch .   [] | bsearch(1)
"é", 7, [7, ["a", 255]] | tobytes   {}, null, 256, -1, 1.5, ["a", [true]] | try tobytes catch .   "\u007f\n" | tojson | ., length
[1.0, 1.50, 1e1000, nan, infinite, -infinite] | tojson   "1", " 1 2", "+1", "[1, {}] \"a\"", "NaN", "1.50" | [fromjson]
"[1", "x", "1 x", 7, "" | try fromjson catch .   "\u00ff" | @base64 | @base64d | length, utf8bytelength?
"#;

fn list(programs: &'static str) -> Vec<&'static str> {
    let programs = programs.split('\n').flat_map(|line| line.split("   "));
    programs.filter(|program| !program.is_empty()).collect()
}

fn program() -> impl Strategy<Value = String> {
    let alone = select(list(PARTS)).prop_map(str::to_owned);
    let with =
        (select(WITH), select(list(THAT))).prop_map(|(with, that)| format!("{with}({that})"));
    let part = prop_oneof![6 => alone, 1 => with];
    let wrapped = (part, 0..6).prop_map(|(part, how)| match how {
        0 => format!("map({part})"),
        1 => format!("try ({part}) catch ."),
        2 => format!(". as $x | ({part}) | [., $x]"),
        3 => format!("[.[]? | ({part})?]"),
        _ => part,
    });
    vec(wrapped, 1..4).prop_map(|parts| parts.join(" | "))
}

/// The JSON of a value.
fn json() -> impl Strategy<Value = String> {
    let scalars = r#"null true false 0 1 -1 1.50 -0.0 1e3 1E400 9223372036854775808 -99999999999999999999 "" "a" "abcabc"
        "\u00e9\n\"\\" "é部🇬🇧" "1" "[1" "{}1" "}" "\/""#;
    let scalar = select(scalars.split_whitespace().collect::<Vec<_>>()).prop_map(str::to_owned);
    scalar.prop_recursive(2, 8, 3, |inside| {
        prop_oneof![
            vec(inside.clone(), 0..3).prop_map(|list| format!("[{}]", list.join(","))),
            object(inside),
        ]
    })
}

/// Names come twice at times, and one is written with an escape that it does not need.
fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let name = select(vec!["a", "b", "é", r#"q\""#, r"\u0061"]);
    vec((name, value), 0..4).prop_map(|fields| {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", fields.join(","))
    })
}

/// What a program gives, and the error that it ends with.
type Outcome = (Vec<String>, Option<String>);

fn input(records: &[String]) -> (Value, Trouble) {
    let (page, trouble) = (Bytes::from(records.join("\n")), Trouble::default());
    (Record::each(&page, &trouble).collect(), trouble)
}

fn ours(program: &Program, records: &[String]) -> Outcome {
    let (input, trouble) = input(records);
    let mut values = Vec::new();
    let result = program.run(input, |value| {
        values.push(value.to_string());
        Ok(())
    });
    assert_eq!(trouble.told(), None);
    (values, result.err())
}

/// A program compiled for the library's values.
fn the_librarys_program(code: &str) -> Filter<JustLut<Val>> {
    let defs = jaq_core::defs()
        .chain(jaq_std::defs())
        .chain(jaq_json::defs());
    let funs = jaq_core::funs()
        .chain(jaq_std::funs())
        .chain(jaq_json::funs());
    let arena = Arena::default();
    let modules = Loader::new(defs).load(&arena, File { code, path: () });
    let compiler = Compiler::default().with_funs(funs);
    compiler.compile(modules.unwrap()).unwrap()
}

fn the_librarys(program: &Filter<JustLut<Val>>, records: &[String]) -> Outcome {
    let record = |record: &String| read::parse_single(record.as_bytes()).unwrap();
    let input: Val = records.iter().map(record).collect();
    let context = Ctx::<JustLut<Val>>::new(&program.lut, Vars::new([]));
    let mut values = Vec::new();
    for result in program.id.run((context, input)) {
        match result.map_err(|error| error.get_err().unwrap()) {
            Ok(value) => values.push(value.to_string()),
            Err(error) => return (values, Some(said(Value::from(error.into_val())))),
        }
    }
    (values, None)
}

#[test]
fn filters_that_are_written_again_do_the_same() {
    for code in list(FILTERS) {
        let (program, expected) = (Program::compile(code).unwrap(), the_librarys_program(code));
        assert_eq!(ours(&program, &[]), the_librarys(&expected, &[]), "{code}");
    }
}

#[test]
fn each_part_of_a_program_does_the_same() {
    let objects = [
        r#"{"a":1,"b":{"a":[1,{"b":null}],"é":"x"}}"#,
        r#"{"b":["a",1.50,{}],"\u0061":"[1]","q\"":2}"#,
        r#"{"a":{"a":1},"b":"","a":-1}"#,
        "{}",
    ];
    let objects = objects.map(str::to_owned);
    let with = list(THAT)
        .into_iter()
        .flat_map(|that| WITH.iter().map(move |with| format!("{with}({that})")));
    for code in list(PARTS).into_iter().map(str::to_owned).chain(with) {
        let (program, expected) = (
            Program::compile(&code).unwrap(),
            the_librarys_program(&code),
        );
        for records in (0..=objects.len()).filter_map(|count| objects.get(..count)) {
            assert_eq!(
                ours(&program, records),
                the_librarys(&expected, records),
                "{code} of {records:?}"
            );
        }
    }
}

proptest! {
    // Compiling takes the time, so that each program runs over several results.
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn programs_do_not_see_that_records_are_not_taken_apart(
        code in program(),
        results in vec(vec(object(json()), 0..4), 10),
    ) {
        let (program, expected) = (Program::compile(&code).unwrap(), the_librarys_program(&code));
        for records in results {
            let (given, expected) = (ours(&program, &records), the_librarys(&expected, &records));
            prop_assert_eq!(given, expected, "{} of {:?}", code, records);
        }
    }

    #[test]
    fn a_record_is_what_the_library_reads(record in object(json())) {
        let read: Val = std::iter::once(read::parse_single(record.as_bytes()).unwrap()).collect();
        let (records, _) = input(std::slice::from_ref(&record));
        let mut written = Vec::new();
        records.write(&mut written);
        prop_assert_eq!(String::from_utf8(written).unwrap(), format!("[{record}]"));
        let given = records.into_val();
        prop_assert_eq!(given.to_string(), read.to_string());
        prop_assert_eq!(given, read);
    }
}
