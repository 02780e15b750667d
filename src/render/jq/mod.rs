//! `--jq`: a jq program over the whole JSON result.

mod natives;
mod places;
mod record;
#[cfg(test)]
mod same;
mod traits;
mod value;

use bytes::Bytes;
use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, Error as LoadError, File, Loader};
use jaq_core::{Compiler, Ctx, Vars};
use jaq_json::Val;

use super::reformat::indent;
use super::{Look, Remark, Renderer};
use crate::exit::Exit;
use crate::model::Selected;
use record::{Record, Trouble};
use value::Value;

/// Formats that jq has and the library has not, and an end with an error that says why.
const DEFINITIONS: &str = r#"
def halt_error: if type == "string" then . else tojson end | error;
def halt_error($exit_code): halt_error;
def @csv:
    def quoted: if type == "string" then "\"" + (split("\"") | join("\"\"")) + "\"" else tostring end;
    [.[] | if . == null then "" else quoted end] | join(",");
def @tsv:
    def replaced($from; $to): split($from) | join($to);
    def escaped: replaced("\\"; "\\\\") | replaced("\t"; "\\t") | replaced("\n"; "\\n") | replaced("\r"; "\\r");
    [.[] | if . == null then "" elif type == "string" then escaped else tostring end] | join("\t");
"#;

/// What programs work on.
type Data = JustLut<Value>;

/// A compiled program.
type Filter = jaq_core::Filter<Data>;

/// A program that compiled.
pub struct Program(Filter);

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Program")
    }
}

impl Program {
    /// Compiles a program.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or what it uses and does not exist.
    pub fn compile(code: &str) -> Result<Self, String> {
        compiled(code).map(Self)
    }

    /// Runs it over a value, and hands each result on.
    fn run(
        &self,
        input: Value,
        mut hand_on: impl FnMut(&Value) -> Result<(), String>,
    ) -> Result<(), String> {
        let context = Ctx::<Data>::new(&self.0.lut, Vars::new([]));
        for result in self.0.id.run((context, input)) {
            match result.map_err(jaq_core::Exn::get_err) {
                Ok(value) => hand_on(&value)?,
                Err(Ok(error)) => return Err(said(error.into_val())),
                // `halt`: the program wants no more.
                Err(Err(_)) => return Ok(()),
            }
        }
        Ok(())
    }
}

fn compiled(code: &str) -> Result<Filter, String> {
    // As in jq, nothing at all is the program that changes nothing.
    let code = if code.trim().is_empty() { "." } else { code };
    let ours = load::parse(DEFINITIONS, |parser| parser.defs()).unwrap_or_default();
    let defs = jaq_core::defs()
        .chain(jaq_std::defs())
        .chain(jaq_json::defs())
        .chain(ours);
    let funs = jaq_core::funs()
        .chain(jaq_std::funs())
        .chain(natives::funs());
    let arena = Arena::default();
    let modules = Loader::new(defs).load(&arena, File { code, path: () });
    let modules = modules.map_err(|errors| {
        errors
            .into_iter()
            .map(|(_, error)| unreadable(error))
            .next()
            .unwrap_or_default()
    })?;
    let compiled = Compiler::default().with_funs(funs).compile(modules);
    compiled.map_err(|errors| {
        let undefined = errors.into_iter().flat_map(|(_, errors)| errors);
        let named: Vec<String> = undefined
            .map(|(name, kind)| format!("there is no {} `{name}`", kind.as_str()))
            .collect();
        named.join(", ")
    })
}

/// What a program says with `error`, or what it cannot do: a string bare, as jq tells it.
fn said(error: Value) -> String {
    let text = match error {
        Value::Plain(Val::TStr(text)) => String::from_utf8_lossy(&text).into_owned(),
        value => value.to_string(),
    };
    let hint = if text.starts_with("cannot index [") {
        "; that is an array, and `.[]` goes through it"
    } else {
        ""
    };
    // What the program says itself is its own affair; the library quotes whole values.
    if text.starts_with("cannot ") {
        shortened(&text) + hint
    } else {
        text
    }
}

/// A message of this many characters is told whole.
const MESSAGE: usize = 300;

/// What stays of the two ends of a longer one: the whole result may stand in it.
const ENDS: usize = 60;

fn shortened(text: &str) -> String {
    let length = text.chars().count();
    if length <= MESSAGE {
        return text.to_owned();
    }
    let begin: String = text.chars().take(ENDS).collect();
    let end: String = text.chars().skip(length - ENDS).collect();
    format!("{begin} … {end}")
}

/// Where a program cannot be read.
fn unreadable(error: LoadError<&str>) -> String {
    let near = |text: &str| match text.trim() {
        "" => "it ends too early".to_owned(),
        text => format!(
            "it cannot be read from `{}` on",
            text.chars().take(40).collect::<String>()
        ),
    };
    match error {
        LoadError::Io(modules) => {
            let names: Vec<&str> = modules.iter().map(|(name, _)| *name).collect();
            format!("modules cannot be used here: {}", names.join(", "))
        }
        LoadError::Lex(errors) => near(errors.first().map_or("", |(_, rest)| rest)),
        LoadError::Parse(errors) => near(errors.first().map_or("", |(_, found)| found)),
    }
}

/// Takes the JSON result page by page, and runs a program over all of it at the end.
pub struct Jq {
    lines: Box<dyn Renderer>,
    program: Program,
    look: Look,
    page: Vec<u8>,
    records: Vec<Value>,
    trouble: Trouble,
}

impl std::fmt::Debug for Jq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Jq")
    }
}

impl Jq {
    /// Runs `program` over the array of the objects that `lines` writes.
    #[must_use]
    pub fn new(lines: Box<dyn Renderer>, program: Program, look: Look) -> Self {
        Self {
            lines,
            program,
            look,
            page: Vec::new(),
            records: Vec::new(),
            trouble: Trouble::default(),
        }
    }

    /// Takes what was written since the last time.
    fn take(&mut self) {
        // The next page will be about as long.
        let room = Vec::with_capacity(self.page.len());
        let page = Bytes::from(std::mem::replace(&mut self.page, room));
        self.records.extend(Record::each(&page, &self.trouble));
    }

    /// Runs the program over what was taken, and writes what it gives.
    fn run(&mut self, out: &mut Vec<u8>) -> Result<(), String> {
        let input: Value = std::mem::take(&mut self.records).into_iter().collect();
        let begun = out.len();
        let result = self.program.run(input, |value| {
            writable(value).map(|()| show(value, &self.look, out))
        });
        let Some(trouble) = self.trouble.told() else {
            return result;
        };
        // The program went on with something else in place of what could not be read.
        out.truncate(begun);
        Err(trouble.to_owned())
    }
}

impl Renderer for Jq {
    fn row(&mut self, row: &Selected, _out: &mut Vec<u8>) {
        self.lines.row(row, &mut self.page);
    }

    fn page_end(&mut self, _out: &mut Vec<u8>) {
        self.take();
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        let mut remarks = self.lines.end(whole, &mut self.page);
        self.take();
        // A program would take a part for the whole.
        if whole {
            let error = self.run(out).err();
            let told = error.map(|error| Remark::Error(Exit::Usage, format!("--jq: {error}")));
            remarks.extend(told);
        }
        remarks
    }
}

/// A string bare, anything else as JSON: compact in a pipe, laid out on a terminal.
fn show(value: &Value, look: &Look, out: &mut Vec<u8>) {
    let steered = look.terminal && !look.raw;
    if let Value::Plain(Val::TStr(text)) = value {
        let text = String::from_utf8_lossy(text);
        let text = if steered {
            crate::sanitise::lines(&text)
        } else {
            text
        };
        out.extend_from_slice(text.as_bytes());
    } else if look.terminal {
        let mut json = Vec::new();
        value.write(&mut json);
        indent(&String::from_utf8_lossy(&json), 0, look.raw, out);
    } else {
        value.write(out);
    }
    out.push(b'\n');
}

/// Whether a value can be written as JSON.
fn writable(value: &Value) -> Result<(), String> {
    value.odd_key().map_or(Ok(()), |key| {
        let told = format!("the keys of an object are strings, and {key} is none");
        Err(shortened(&told))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn results(code: &str, json: &str) -> Result<Vec<String>, String> {
        let input = jaq_json::read::parse_single(json.as_bytes()).unwrap();
        let mut results = Vec::new();
        Program::compile(code)?.run(input.into(), |value| {
            results.push(value.to_string());
            Ok(())
        })?;
        Ok(results)
    }

    #[test]
    fn programs_run_over_the_whole_array() {
        let json = r#"[{"a":1},{"a":2}]"#;
        assert_eq!(
            results(".[].a", json),
            Ok(vec!["1".to_owned(), "2".to_owned()])
        );
        assert_eq!(results("map(.a) | add", json), Ok(vec!["3".to_owned()]));
        assert_eq!(results("length, halt, 7", json), Ok(vec!["2".to_owned()]));
    }

    #[test]
    fn an_error_does_not_print_the_whole_result() {
        let long = format!("[{}]", vec!["\"aé\""; 1000].join(","));
        let told = results(".foo", &long).unwrap_err();
        assert!(told.chars().count() < 200, "{told}");
        let own = format!("\"{}\" | error", "x".repeat(400));
        assert_eq!(results(&own, "[]").unwrap_err(), "x".repeat(400));
        assert!(
            told.contains("cannot index [\"aé\"") && told.contains("with \"foo\""),
            "{told}"
        );
    }

    #[test]
    fn what_is_no_json_is_not_written() {
        let wrong = |code| {
            let input = jaq_json::read::parse_single(b"[1]").unwrap();
            Program::compile(code)
                .unwrap()
                .run(Value::from(input), writable)
                .unwrap_err()
        };
        let told = "the keys of an object are strings, and 1 is none";
        assert_eq!(wrong("{(1): 2}"), told);
        assert_eq!(wrong("[[{a: {(1): 2}}]]"), told);
        assert_eq!(
            wrong("[{key: null}] | from_entries"),
            "the keys of an object are strings, and null is none"
        );
    }

    #[test]
    fn errors_are_in_our_words() {
        let wrong = |code| results(code, "[1]").unwrap_err();
        assert_eq!(wrong(".["), "it ends too early");
        assert_eq!(wrong(". )x"), "it cannot be read from `)x` on");
        assert_eq!(wrong(". |"), "it ends too early");
        assert_eq!(
            wrong(".foo"),
            "cannot index [1] with \"foo\"; that is an array, and `.[]` goes through it"
        );
        assert_eq!(wrong("\"too few\" | halt_error"), "too few");
        assert_eq!(wrong("halt_error(3)"), "[1]");
        assert_eq!(wrong("nothing(1)"), "there is no filter `nothing`");
        assert_eq!(wrong(". + $x"), "there is no variable `$x`");
        assert!(!wrong(".[].a").is_empty());
        assert_eq!(wrong(r#"error("no good")"#), "no good");
        assert_eq!(wrong("error({a: 1})"), r#"{"a":1}"#);
        let deep = wrong(r#""[" * 200 | fromjson"#);
        assert!(deep.ends_with("as JSON: it is nested too deep"), "{deep}");
    }

    proptest! {
        // Compiling takes a while.
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_program_compiles_or_is_refused_in_words(
            code in r#"([.a$|,()\[\]{}:"?0-9 -]|\PC|def f: |as \$x|if |then |end|reduce |@csv|\\\(){0,12}"#,
        ) {
            if let Err(told) = Program::compile(&code) {
                prop_assert!(!told.trim().is_empty(), "{:?}", code);
            }
        }
    }
}
