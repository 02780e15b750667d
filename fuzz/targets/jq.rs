//! `--jq`: any program compiles or is refused in words, and JSON comes out of one as it went in.

#![no_main]

use invq::model::Selected;
use invq::render::{Jq, Look, Program, Remark, Renderer};
use invq_fuzz::harmless::assert_harmless;
use invq_fuzz::{Dice, pipe, terminal};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// Programs as people write them, for JSON that nobody foresaw.
const PROGRAMS: [&str; 11] = [
    ".[]",
    "map(keys?)",
    ".[] | .InvokeId? // \"none\"",
    "[.. | strings] | join(\"-\")",
    "map(select(.Derived?.Verdict? == \"failed\")) | length",
    "sort | unique | group_by(type) | map(length)",
    "[.[] | tojson | fromjson]",
    ".[] | [.InvokeId?, .n?] | @csv, @tsv",
    "[.[] | .CreationTime? | try fromdateiso8601 catch null]",
    "to_entries | map(.value | tostring | ascii_downcase | ltrimstr(\"t-\") | @base64 | @base64d) | add",
    "[paths] | length, ([.[] | test(\"a.*b\"; \"x\")?] | any), (flatten | first, last, min, max)",
];

/// Words that can make a program run for ever or fill the memory, which whoever writes one may.
const ENDLESS: [&str; 17] = [
    "def",
    "repeat",
    "range",
    "limit",
    "until",
    "while",
    "recurse",
    "reduce",
    "foreach",
    "combinations",
    "infinite",
    "walk",
    "paths",
    "..",
    "*",
    "pow",
    "exp",
];

/// Hands on JSON that is there already.
struct Given(Vec<u8>);

impl Renderer for Given {
    fn row(&mut self, _row: &Selected, _out: &mut Vec<u8>) {}

    fn end(&mut self, _whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        out.append(&mut self.0);
        Vec::new()
    }
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (program, json) = text.split_once('\n').unwrap_or((&text, ""));
    match Program::compile(program) {
        Ok(compiled) => {
            if is_short(program) {
                let _ = run(compiled, json, &pipe());
            }
        }
        Err(error) => assert!(
            !error.trim().is_empty(),
            "no word of what is wrong: {program:?}"
        ),
    }
    // Compiling takes far longer than running, so each input meets one of them.
    let dice = Dice::of(data);
    let look = dice
        .one(0, &[pipe(), terminal(80, false)].each_ref())
        .clone();
    if dice.one(1, &[true, false]) {
        return unchanged(json, &look);
    }
    let program = dice.one(2, &PROGRAMS);
    let result = run(
        Program::compile(program).expect("a good program"),
        json,
        &look,
    );
    if look.terminal {
        assert_harmless(&result.unwrap_or_default(), &['\n', '\t'], program);
    }
});

/// Whether a program ends by itself and soon.
fn is_short(program: &str) -> bool {
    let several = program.matches([',', '|', '[']).count();
    several <= 12 && program.len() < 200 && !ENDLESS.iter().any(|word| program.contains(word))
}

fn run(program: Program, json: &str, look: &Look) -> Result<String, String> {
    let given = Box::new(Given(json.as_bytes().to_vec()));
    let mut out = Vec::new();
    let remarks = Jq::new(given, program, look.clone()).end(true, &mut out);
    for remark in remarks {
        if let Remark::Error(_, told) = remark {
            assert!(told.len() > "--jq: ".len(), "no word of what is wrong");
            return Err(told);
        }
    }
    Ok(String::from_utf8(out).expect("jq writes text"))
}

/// What is only passed on is the same JSON.
fn unchanged(json: &str, look: &Look) {
    let came: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(json)
        .into_iter()
        .collect();
    let written = run(Program::compile(".").expect("a good program"), json, look);
    assert_eq!(came.is_ok(), written.is_ok(), "{written:?}");
    if let (Ok(came), Ok(written)) = (came, written) {
        let written: Value = serde_json::from_str(&written).expect("broken JSON");
        assert_eq!(Value::from(came), written);
    }
}
