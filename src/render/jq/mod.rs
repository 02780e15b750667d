//! `--jq`: a jq program over the whole JSON result.

mod bounds;
mod read;

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use jaq_core::load::{self, Arena, Error as LoadError, File, Loader, parse::Def};
use jaq_core::native::Fun;
use jaq_core::{Compiler, Ctx, Vars};
use jaq_json::Val;

use super::quoted::quoted;
use super::reformat::indent;
use super::{OutputOptions, Remark, Sink};
use crate::model::Row;
use crate::vocabulary::Exit;
use bounds::{Bounds, DEEPEST, Data, TOO_DEEP};

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

/// What the program is called among the definitions, the last of which it is.
const PROGRAM: &str = "__program__";

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
        let code = code.to_owned();
        // A program of 100,000 brackets is read by a function that calls itself as often.
        let compiled = bounds::on_large_stack(move || compiled(&code))?;
        let failed = |_| Err("it cannot be compiled".to_owned());
        compiled.join().unwrap_or_else(failed).map(Self)
    }

    /// Runs it over a value, on the stack that [`bounds`] speaks of, and hands each result on.
    fn run(
        &self,
        input: Val,
        mut hand_on: impl FnMut(&Val) -> Result<(), String>,
    ) -> Result<(), String> {
        let bounds = Bounds::new(&self.0.lut);
        let context = Ctx::<Data>::new(&bounds, Vars::new([]));
        for result in self.0.id.run((context, input)) {
            match result.map_err(jaq_core::Exn::get_err) {
                Ok(value) => hand_on(&value)?,
                Err(Ok(error)) => return Err(said(error.into_val())),
                Err(Err(end)) => {
                    return match (bounds.crossed(), end.get_halt()) {
                        (Some(bound), _) => Err(bound.to_owned()),
                        (None, Ok(code)) if code != 0 => Err(format!("it halts with {code}")),
                        // `halt`: the program wants no more.
                        _ => Ok(()),
                    };
                }
            }
        }
        Ok(())
    }
}

fn compiled(code: &str) -> Result<Filter, String> {
    // As in jq, nothing at all is the program that changes nothing.
    let code = if code.trim().is_empty() { "." } else { code };
    if code.contains(PROGRAM) {
        return Err(format!("there is no filter `{PROGRAM}`"));
    }
    let arena = Arena::default();
    let read = Loader::new([]).load(&arena, File { code, path: () });
    let program = read.map_err(|errors| {
        errors
            .into_iter()
            .map(|(_, error)| unreadable(error))
            .next()
            .unwrap_or_default()
    });
    program?;
    let program = load::parse(code, |parser| parser.term());
    let program = Def {
        name: PROGRAM,
        args: Vec::new(),
        body: program.ok_or("modules cannot be used here")?,
    };
    let ours = load::parse(DEFINITIONS, |parser| parser.defs()).unwrap_or_default();
    let library = jaq_core::defs()
        .chain(jaq_std::defs())
        .chain(jaq_json::defs());
    let mut defs: Vec<Def<&str>> = library.chain(ours).collect();
    defs.push(program);
    let defs = defs.into_iter().map(bounds::bounded);
    let code = PROGRAM;
    let modules = Loader::new(defs).load(&arena, File { code, path: () });
    let modules = modules.map_err(|_| "it cannot be read".to_owned())?;
    let compiled = Compiler::default().with_funs(funs()).compile(modules);
    compiled.map_err(|errors| {
        let undefined = errors.into_iter().flat_map(|(_, errors)| errors);
        let named: Vec<String> = undefined
            .map(|(name, kind)| format!("there is no {} `{name}`", kind.as_str()))
            .collect();
        named.join(", ")
    })
}

/// The filters that are not written in jq. The environment may hold secrets, so `env` is not among them.
fn funs() -> impl Iterator<Item = Fun<Data>> {
    jaq_core::funs()
        .chain(jaq_std::funs())
        .chain(jaq_json::funs())
        .filter(|(name, ..)| !["env", "fromjson"].contains(name))
        .chain(bounds::funs())
}

/// What a program says with `error`, or what it cannot do: a string bare, as jq tells it.
fn said(error: Val) -> String {
    let text = match error {
        Val::TStr(text) => String::from_utf8_lossy(&text).into_owned(),
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
    lines: Box<dyn Sink>,
    options: OutputOptions,
    text: Vec<u8>,
    state: State,
    remarks: Vec<Remark>,
}

/// How far it is.
enum State {
    /// The result is not whole yet.
    Waiting(Program),
    /// The program runs, and what it writes comes piece by piece.
    Running(Receiver<Piece>),
    /// The program has ended.
    Ended,
}

impl std::fmt::Debug for Jq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Jq")
    }
}

impl Jq {
    /// Runs `program` over the array of the objects that `lines` writes.
    #[must_use]
    pub fn new(lines: Box<dyn Sink>, program: Program, options: OutputOptions) -> Self {
        Self {
            lines,
            options,
            text: Vec::new(),
            state: State::Waiting(program),
            remarks: Vec::new(),
        }
    }

    /// The result has ended. A program would take a part for the whole, so that it runs only if nothing is missing.
    fn begin(&mut self, program: Program, whole: bool) -> Result<State, String> {
        self.remarks = self.lines.end(whole, &mut self.text);
        if !whole {
            return Ok(State::Ended);
        }
        let (text, options) = (std::mem::take(&mut self.text), self.options.clone());
        let (pieces, written) = sync_channel(1);
        bounds::on_large_stack(move || {
            // Kept until the end was told: to let go of it takes as long as the program may have taken, and nobody has
            // to wait for that.
            let input = read::lines(text);
            let result = match &input {
                Ok(input) => write_all(&program, input.clone(), &options, &pieces),
                Err(error) => Err(format!("a record cannot be read: {error}")),
            };
            // Nobody may be there any more.
            let _ = pieces.send(Piece::End(result));
        })?;
        Ok(State::Running(written))
    }

    fn fail(&mut self, error: &str) {
        let told = format!("--jq: {error}");
        self.remarks.push(Remark::Error(Exit::Usage, told));
    }
}

impl Sink for Jq {
    fn row(&mut self, row: &Row, _out: &mut Vec<u8>) {
        self.lines.row(row, &mut self.text);
    }

    fn more(&mut self, whole: bool, out: &mut Vec<u8>) -> bool {
        self.state = match std::mem::replace(&mut self.state, State::Ended) {
            State::Waiting(program) => self.begin(program, whole).unwrap_or_else(|error| {
                self.fail(&error);
                State::Ended
            }),
            State::Running(written) => match written.recv() {
                Ok(Piece::Text(text)) => {
                    out.extend(text);
                    State::Running(written)
                }
                Ok(Piece::End(result)) => {
                    if let Err(error) = result {
                        self.fail(&error);
                    }
                    State::Ended
                }
                Err(_) => {
                    self.fail("the program broke off");
                    State::Ended
                }
            },
            State::Ended => return false,
        };
        true
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        while self.more(whole, out) {}
        std::mem::take(&mut self.remarks)
    }
}

/// What comes from a program that runs.
enum Piece {
    /// What it has written since the last piece.
    Text(Vec<u8>),
    /// How it ended.
    End(Result<(), String>),
}

/// What a program has written is handed on when it has so many bytes.
const WRITE_AT: usize = 64 * 1024;

/// Hands on everything that a program gives. Fails where nobody takes it: the output is closed, and the program has to end.
fn write_all(
    program: &Program,
    input: Val,
    options: &OutputOptions,
    pieces: &SyncSender<Piece>,
) -> Result<(), String> {
    let mut text = Vec::new();
    let hand_on = |text: &mut Vec<u8>| {
        let sent = pieces.send(Piece::Text(std::mem::take(text)));
        sent.map_err(|_| "the output is closed".to_owned())
    };
    let result = program.run(input, |value| {
        show(value, options, &mut text)?;
        if text.len() < WRITE_AT {
            return Ok(());
        }
        hand_on(&mut text)
    });
    hand_on(&mut text).and(result)
}

/// A string bare, anything else as JSON: compact in a pipe, laid out on a terminal.
fn show(value: &Val, options: &OutputOptions, out: &mut Vec<u8>) -> Result<(), String> {
    let steered = options.terminal && !options.raw;
    if let Val::TStr(text) = value {
        let text = String::from_utf8_lossy(text);
        let text = if steered {
            crate::sanitise::lines(&text)
        } else {
            text
        };
        out.extend_from_slice(text.as_bytes());
    } else {
        let begin = out.len();
        if let Err(error) = write(value, DEEPEST, out) {
            out.truncate(begin);
            return Err(error);
        }
        if options.terminal {
            let json = out.split_off(begin);
            indent(&String::from_utf8_lossy(&json), 0, options.raw, out);
        }
    }
    out.push(b'\n');
    Ok(())
}

/// Writes a value as compact JSON, if it can be written as such.
fn write(value: &Val, room: usize, out: &mut Vec<u8>) -> Result<(), String> {
    let deep = || format!("a result cannot be written: {TOO_DEEP}");
    let inside = || room.checked_sub(1).ok_or_else(deep);
    match value {
        Val::TStr(text) => quoted(&String::from_utf8_lossy(text), out),
        Val::Arr(list) => {
            let room = inside()?;
            out.push(b'[');
            for (index, value) in list.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(value, room, out)?;
            }
            out.push(b']');
        }
        Val::Obj(object) => {
            let room = inside()?;
            out.push(b'{');
            for (index, (key, value)) in object.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                let Val::TStr(name) = key else {
                    let told = format!("the keys of an object are strings, and {key} is none");
                    return Err(shortened(&told));
                };
                quoted(&String::from_utf8_lossy(name), out);
                out.push(b':');
                write(value, room, out)?;
            }
            out.push(b'}');
        }
        // Writing to memory cannot fail.
        value => drop(std::io::Write::write_fmt(out, format_args!("{value}"))),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn results(code: &str, json: &str) -> Result<Vec<String>, String> {
        let (program, json) = (Program::compile(code)?, json.to_owned());
        let running = bounds::on_large_stack(move || {
            let input = jaq_json::read::parse_single(json.as_bytes()).unwrap();
            let mut results = Vec::new();
            program.run(input, |value| {
                let mut json = Vec::new();
                write(value, DEEPEST, &mut json)?;
                results.push(String::from_utf8(json).unwrap());
                Ok(())
            })?;
            Ok(results)
        });
        running.unwrap().join().unwrap()
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
        let wrong = |code| results(code, "[1]").unwrap_err();
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
        let deep = wrong(r#""[" * 20000 | fromjson"#);
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
