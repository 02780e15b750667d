//! `--jq`: a jq program over the whole JSON result.

mod value;

use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, Error as LoadError, File, Loader};
use jaq_core::{Compiler, Ctx, Native, Vars};
use jaq_json::{Val, write};

use super::reformat::indent;
use super::{Look, Remark, Renderer};
use crate::exit::Exit;
use crate::model::Selected;

/// Formats that jq has and the library has not.
const FORMATS: &str = r#"
def @csv:
    def quoted: if type == "string" then "\"" + (split("\"") | join("\"\"")) + "\"" else tostring end;
    [.[] | if . == null then "" else quoted end] | join(",");
def @tsv:
    def replaced($from; $to): split($from) | join($to);
    def escaped: replaced("\\"; "\\\\") | replaced("\t"; "\\t") | replaced("\n"; "\\n") | replaced("\r"; "\\r");
    [.[] | if . == null then "" elif type == "string" then escaped else tostring end] | join("\t");
"#;

/// A compiled program.
type Filter = jaq_core::compile::Filter<Native<JustLut<Val>>>;

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
    fn run(&self, input: Val, mut hand_on: impl FnMut(&Val)) -> Result<(), String> {
        let context = Ctx::<JustLut<Val>>::new(&self.0.lut, Vars::new([]));
        for result in self.0.id.run((context, input)) {
            match result.map_err(jaq_core::Exn::get_err) {
                Ok(value) => hand_on(&value),
                Err(Ok(error)) => return Err(said(error)),
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
    let formats = load::parse(FORMATS, |parser| parser.defs()).unwrap_or_default();
    let defs = jaq_core::defs()
        .chain(jaq_std::defs())
        .chain(jaq_json::defs())
        .chain(formats);
    let funs = jaq_core::funs()
        .chain(jaq_std::funs())
        .chain(jaq_json::funs());
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
fn said(error: jaq_core::Error<Val>) -> String {
    match error.into_val() {
        Val::TStr(text) => String::from_utf8_lossy(&text).into_owned(),
        value => value.to_string(),
    }
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

/// Reads the JSON result page by page, and runs a program over all of it at the end.
pub struct Jq {
    lines: Box<dyn Renderer>,
    program: Program,
    look: Look,
    page: Vec<u8>,
    values: Vec<Val>,
    broken: Option<String>,
}

impl std::fmt::Debug for Jq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Jq")
    }
}

impl Jq {
    /// Runs `program` over the array of the values that `lines` writes.
    #[must_use]
    pub fn new(lines: Box<dyn Renderer>, program: Program, look: Look) -> Self {
        Self {
            lines,
            program,
            look,
            page: Vec::new(),
            values: Vec::new(),
            broken: None,
        }
    }

    /// Reads what was written since the last time.
    fn read(&mut self) {
        let read = value::read(std::mem::take(&mut self.page), &mut self.values);
        self.broken = self
            .broken
            .take()
            .or(read.err().map(|error| error.to_string()));
    }
}

impl Renderer for Jq {
    fn row(&mut self, row: &Selected, _out: &mut Vec<u8>) {
        self.lines.row(row, &mut self.page);
    }

    fn page_end(&mut self, _out: &mut Vec<u8>) {
        self.read();
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        let mut remarks = self.lines.end(whole, &mut self.page);
        self.read();
        // A program would take a part for the whole.
        if !whole {
            return remarks;
        }
        if self.broken.is_none() {
            let input: Val = std::mem::take(&mut self.values).into_iter().collect();
            // The process is about to end, and taking half a million values apart can take longer than the program did.
            std::mem::forget(input.clone());
            let result = self
                .program
                .run(input, |value| show(value, &self.look, out));
            self.broken = result.err();
        }
        let error = self.broken.take();
        let told = error.map(|error| Remark::Error(Exit::Usage, format!("--jq: {error}")));
        remarks.extend(told);
        remarks
    }
}

/// A string bare, anything else as JSON: compact in a pipe, laid out on a terminal.
fn show(value: &Val, look: &Look, out: &mut Vec<u8>) {
    let steered = look.terminal && !look.raw;
    if let Val::TStr(text) = value {
        let text = String::from_utf8_lossy(text);
        let text = if steered {
            crate::sanitise::lines(&text)
        } else {
            text
        };
        out.extend_from_slice(text.as_bytes());
    } else {
        let mut json = Vec::new();
        // Writing to memory cannot fail.
        let _ = write::write(&mut json, &write::Pp::default(), 0, value);
        if look.terminal {
            indent(&String::from_utf8_lossy(&json), 0, look.raw, out);
        } else {
            out.extend_from_slice(&json);
        }
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(code: &str, json: &str) -> Result<Vec<String>, String> {
        let (mut values, mut results) = (Vec::new(), Vec::new());
        value::read(json.as_bytes().to_vec(), &mut values).map_err(|error| error.to_string())?;
        let input = values.into_iter().next().unwrap_or_default();
        Program::compile(code)?.run(input, |value| results.push(value.to_string()))?;
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
    fn errors_are_in_our_words() {
        let wrong = |code| results(code, "[1]").unwrap_err();
        assert_eq!(wrong(".["), "it ends too early");
        assert_eq!(wrong(". )x"), "it cannot be read from `)x` on");
        assert_eq!(wrong(". |"), "it ends too early");
        assert_eq!(wrong("nothing(1)"), "there is no filter `nothing`");
        assert_eq!(wrong(". + $x"), "there is no variable `$x`");
        assert!(!wrong(".[].a").is_empty());
        assert_eq!(wrong(r#"error("no good")"#), "no good");
        assert_eq!(wrong("error({a: 1})"), r#"{"a":1}"#);
    }
}
