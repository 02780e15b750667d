//! What bounds a jq program, so that it ends with an error where the process would end otherwise.
//!
//! The library calls itself for each call of a definition that is no tail call, and values are dropped, compared and
//! written by functions that call themselves for each level. A stack that is full ends the process, and none of this can
//! be caught. Therefore a program runs on a stack of its own, of a known size ([`STACK`]), and is rewritten before it is
//! compiled: the filter `bounded` stands in front of each place that it can come back to, which are the bodies of
//! definitions, the arguments of calls in them, and what `reduce` and `foreach` do again and again. It ends the program
//!
//! - where [`CALLS`] bytes of the stack are in use. The rest is for values, and for what lies between two such places;
//! - where its input is nested deeper than [`DEEPEST`]. To look takes as long as the value is large, so this happens after
//!   [`STEPS`] steps, and later again for large values. `..`, which may double the depth, always looks first.
//!
//! What comes in and what goes out is looked at as well.
//!
//! Nothing bounds the time and the memory that a program takes without going deep: `[range(infinite)]` and
//! `def f(g): f(g | .); f(.)` fill the memory here as in jq, and `def f: f; f` runs until Ctrl-C.

use std::cell::Cell;
use std::thread;

use jaq_core::box_iter::box_once;
use jaq_core::data::HasLut;
use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::native::{Fun, bome, v};
use jaq_core::ops::Math;
use jaq_core::path::{Part, Path};
use jaq_core::{Cv, DataT, Error, Exn, Lut, Native, ValR, ValX, ValXs};
use jaq_json::{Val, bytes_valrs, read};
use jaq_std::ValT as _;

/// How deep values may stand in each other; jq has the same bound.
pub(super) const DEEPEST: usize = 10_000;

/// What is said of those that stand deeper.
pub(super) const TOO_DEEP: &str = "it is nested too deep";

/// The stack of a program. Memory is used only for what it comes to touch.
const STACK: usize = if cfg!(target_pointer_width = "64") {
    768 << 20
} else {
    96 << 20
};

/// What calls may use of it. One takes about 1 KiB, and several times as much in a debug build.
const CALLS: usize = STACK / 12;

/// So many steps pass before a value is looked at. An odd number, so that a program that does two things in turn does
/// not always do the same one then.
const STEPS: usize = 1021;

/// So many parts of a value are looked at. One part may stand in it again and again, which makes it endless.
const PARTS: usize = 1 << 24;

/// A text may become so long by being repeated, in bytes.
const LONGEST: usize = 256 << 20;

/// Does something on a large stack.
pub(super) fn on_large_stack<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<thread::JoinHandle<T>, String> {
    let thread = thread::Builder::new().name("jq".to_owned());
    let thread = thread.stack_size(STACK).spawn(work);
    thread.map_err(|error| format!("there is no memory for it: {error}"))
}

/// What programs work on: values of the library, with a look at the bounds.
pub(super) struct Data;

impl DataT for Data {
    type V<'a> = Val;
    type Data<'a> = &'a Bounds<'a>;
}

/// How far a program has gone.
pub(super) struct Bounds<'a> {
    lut: &'a Lut<Data>,
    /// Where the stack was when the program began.
    begin: usize,
    steps_left: Cell<usize>,
    crossed: Cell<Option<&'static str>>,
}

impl<'a> HasLut<'a, Data> for &'a Bounds<'a> {
    fn lut(&self) -> &'a Lut<Data> {
        self.lut
    }
}

impl<'a> Bounds<'a> {
    /// A program begins, here on the stack.
    pub(super) fn new(lut: &'a Lut<Data>) -> Self {
        Self {
            lut,
            begin: here(),
            steps_left: Cell::new(STEPS),
            crossed: Cell::new(None),
        }
    }

    /// The bound that ended the program.
    pub(super) fn crossed(&self) -> Option<&'static str> {
        self.crossed.get()
    }

    /// Ends the program, so that it cannot catch it and go on.
    fn cross(&self, told: &'static str) -> Exn<'static, Val> {
        self.crossed.set(Some(told));
        Exn::halt(1)
    }

    fn step<'e>(&self, value: Val) -> ValX<'e, Val> {
        // Stacks grow downwards on all systems that Rust has threads on, but nothing here needs that.
        if self.begin.abs_diff(here()) > CALLS {
            return Err(self.cross("it calls itself too deep"));
        }
        // A path may ask again for what did not come.
        if let Some(told) = self.crossed.get() {
            return Err(self.cross(told));
        }
        match self.steps_left.get() {
            0 => self.look(value),
            left => {
                self.steps_left.set(left - 1);
                Ok(value)
            }
        }
    }

    fn look<'e>(&self, value: Val) -> ValX<'e, Val> {
        let mut parts = PARTS;
        if !is_shallow(&value, DEEPEST, &mut parts) {
            return Err(self.cross("it makes a value that is nested too deep"));
        }
        self.steps_left.set(STEPS.max((PARTS - parts) / 16));
        Ok(value)
    }
}

/// Where the stack is now.
fn here() -> usize {
    let on_the_stack = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&on_the_stack)).addr()
}

/// Whether nothing in a value stands deeper than `room`, as far as `parts` of it can tell.
pub(super) fn is_shallow(value: &Val, room: usize, parts: &mut usize) -> bool {
    if *parts == 0 {
        return true;
    }
    *parts -= 1;
    match (value, room.checked_sub(1)) {
        (Val::Arr(list), Some(room)) => list.iter().all(|value| is_shallow(value, room, parts)),
        (Val::Obj(object), Some(room)) => object
            .iter()
            .all(|(key, value)| is_shallow(key, room, parts) && is_shallow(value, room, parts)),
        (Val::Arr(_) | Val::Obj(_), None) => false,
        _ => true,
    }
}

/// Whether values stand too deep in each other in a JSON text.
fn is_deep(json: &[u8]) -> bool {
    let (mut strings, mut depth, mut deepest) =
        (super::super::reformat::Strings::default(), 0_usize, 0);
    for byte in json {
        match byte {
            _ if strings.step(*byte) => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest > DEEPEST
}

/// A filter that gives back what it is given, as `.` does, where the program may go on.
macro_rules! looking {
    ($looks:ident) => {
        Native::<Data>::new(|cv| box_once(cv.0.data().$looks(cv.1)))
            .with_paths(|cv| {
                let (value, path) = cv.1;
                box_once(cv.0.data().$looks(value).map(|value| (value, path)))
            })
            .with_update(|cv, update| match cv.0.data().$looks(cv.1) {
                Ok(value) => update(value),
                Err(end) => box_once(Err(end)),
            })
    };
}

/// The filters that look at the bounds.
pub(super) fn funs() -> impl Iterator<Item = Fun<Data>> {
    let fromjson = Native::<Data>::new(|cv| match fromjson(cv.1) {
        Ok(values) => Box::new(values.map(|value| value.map_err(Exn::from))),
        Err(error) => bome(Err(error)),
    });
    [
        ("bounded", v(0), looking!(step)),
        ("shallow", v(0), looking!(look)),
        ("fromjson", v(0), fromjson),
        ("times", v(2), Native::<Data>::new(|cv| times(cv))),
    ]
    .into_iter()
}

/// `$a * $b`, but not with a text that no memory holds: the process would end.
fn times(mut cv: Cv<'_, Data>) -> ValXs<'_, Val> {
    let (right, left) = (cv.0.pop_var(), cv.0.pop_var());
    let length = |text: &Val, count: &Val| {
        let count = usize::try_from(count.as_isize()?).ok()?;
        Some(text.as_bytes()?.len().saturating_mul(count))
    };
    let length = length(&left, &right).or_else(|| length(&right, &left));
    bome(match length {
        Some(length) if length > LONGEST => Err(Error::str("a text would be too long")),
        _ => left * right,
    })
}

/// The values that stand in a text, one after the other, up to the first that cannot be read.
fn fromjson(text: Val) -> ValR<impl Iterator<Item = ValR<Val>>, Val> {
    let json = text.try_as_utf8_bytes_owned()?;
    let cannot = move |error: &dyn std::fmt::Display| {
        Error::str(format_args!("cannot parse {text} as JSON: {error}"))
    };
    if is_deep(&json) {
        return Err(cannot(&TOO_DEEP));
    }
    Ok(bytes_valrs(json, |json| {
        Box::new(read::parse_many(json).map(move |value| value.map_err(|error| cannot(&error))))
    }))
}

/// `filter | term`
fn after<'s>(filter: &'s str, term: Term<&'s str>) -> Term<&'s str> {
    let filter = Box::new(Term::Call(filter, Vec::new()));
    Term::BinOp(filter, BinaryOp::Pipe(None), Box::new(term))
}

/// The same definition with a look at the bounds wherever it can come back to, but for itself: what is defined for
/// programs, and the program, call themselves nowhere.
pub(super) fn bounded(def: Def<&str>) -> Def<&str> {
    let body = Rewriting { in_def: false }.term(def.body);
    Def { body, ..def }
}

/// Rewrites a term.
#[derive(Clone, Copy)]
struct Rewriting {
    /// It stands in a definition, which may call itself.
    in_def: bool,
}

impl Rewriting {
    /// A definition that looks at the bounds whenever it is called.
    fn def(def: Def<&str>) -> Def<&str> {
        // What is handed over from call to call may be in a variable: `($x | bounded) as $x | …`.
        let variables = def.args.iter().filter(|arg| arg.starts_with('$'));
        let body = Self { in_def: true }.term(def.body);
        let body = variables.fold(body, |body, variable| {
            let look = Box::new(Term::Call("bounded", Vec::new()));
            let value = Box::new(Term::Var(*variable));
            let value = Term::BinOp(value, BinaryOp::Pipe(None), look);
            let bind = BinaryOp::Pipe(Some(Pattern::Var(*variable)));
            Term::BinOp(Box::new(value), bind, Box::new(body))
        });
        let body = after("bounded", body);
        Def { body, ..def }
    }

    fn boxed(self, mut term: Box<Term<&str>>) -> Box<Term<&str>> {
        *term = self.term(std::mem::take(&mut *term));
        term
    }

    fn term(self, term: Term<&str>) -> Term<&str> {
        match term {
            Term::Recurse => after("shallow", Term::Recurse),
            Term::Id | Term::Num(_) | Term::Break(_) | Term::Var(_) => term,
            Term::Str(format, parts) => {
                let parts = parts.into_iter().map(|part| self.part_of_text(part));
                Term::Str(format, parts.collect())
            }
            Term::Arr(inside) => Term::Arr(inside.map(|term| self.boxed(term))),
            Term::Obj(fields) => {
                let value = |value: Option<_>| value.map(|value| self.term(value));
                let fields = fields.into_iter();
                Term::Obj(
                    fields
                        .map(|(key, of)| (self.term(key), value(of)))
                        .collect(),
                )
            }
            Term::Neg(term) => Term::Neg(self.boxed(term)),
            Term::BinOp(left, operator, right) => self.operation(left, operator, right),
            Term::Label(label, term) => Term::Label(label, self.boxed(term)),
            Term::Fold(name, values, bind, steps) => {
                let steps = steps.into_iter();
                let steps = steps.map(|step| after("bounded", self.term(step)));
                let (values, bind) = (self.boxed(values), self.pattern(bind));
                Term::Fold(name, values, bind, steps.collect())
            }
            Term::TryCatch(tried, caught) => {
                Term::TryCatch(self.boxed(tried), caught.map(|term| self.boxed(term)))
            }
            Term::IfThenElse(cases, other) => {
                let cases = cases.into_iter();
                let cases = cases.map(|(case, then)| (self.term(case), self.term(then)));
                Term::IfThenElse(cases.collect(), other.map(|term| self.boxed(term)))
            }
            Term::Def(defs, term) => {
                let defs = defs.into_iter().map(Self::def);
                Term::Def(defs.collect(), self.boxed(term))
            }
            Term::Call(name, args) => {
                let args = args.into_iter().map(|term| self.argument(term));
                Term::Call(name, args.collect())
            }
            Term::Path(term, path) => {
                let parts = path.0.into_iter();
                let parts = parts.map(|(part, optional)| (self.part_of_path(part), optional));
                Term::Path(self.boxed(term), Path(parts.collect()))
            }
        }
    }

    fn operation<'s>(
        self,
        left: Box<Term<&'s str>>,
        operator: BinaryOp<&'s str>,
        right: Box<Term<&'s str>>,
    ) -> Term<&'s str> {
        let (left, right) = (self.boxed(left), self.boxed(right));
        match operator {
            BinaryOp::Pipe(bind) => {
                let bind = bind.map(|bind| self.pattern(bind));
                Term::BinOp(left, BinaryOp::Pipe(bind), right)
            }
            BinaryOp::Math(Math::Mul) => Term::Call("times", vec![*left, *right]),
            // `right as $x | left |= . * $x`
            BinaryOp::UpdateMath(Math::Mul) => {
                let times = Term::Call("times", vec![Term::Id, Term::Var("$__factor")]);
                let update = Term::BinOp(left, BinaryOp::Update, Box::new(times));
                let bind = BinaryOp::Pipe(Some(Pattern::Var("$__factor")));
                Term::BinOp(right, bind, Box::new(update))
            }
            operator => Term::BinOp(left, operator, right),
        }
    }

    /// An argument of a call. What a definition hands on to itself may grow from call to call, and calls what it was.
    fn argument(self, term: Term<&str>) -> Term<&str> {
        match term {
            Term::Id | Term::Num(_) | Term::Var(_) => term,
            term if self.in_def => after("bounded", self.term(term)),
            term => self.term(term),
        }
    }

    fn part_of_text<'s>(
        self,
        part: StrPart<&'s str, Term<&'s str>>,
    ) -> StrPart<&'s str, Term<&'s str>> {
        match part {
            StrPart::Term(term) => StrPart::Term(self.term(term)),
            part => part,
        }
    }

    fn part_of_path(self, part: Part<Term<&str>>) -> Part<Term<&str>> {
        let bound = |term: Option<_>| term.map(|term| self.term(term));
        match part {
            Part::Index(term) => Part::Index(self.term(term)),
            Part::Range(from, to) => Part::Range(bound(from), bound(to)),
        }
    }

    fn pattern(self, bind: Pattern<&str>) -> Pattern<&str> {
        match bind {
            Pattern::Var(_) => bind,
            Pattern::Arr(list) => {
                let list = list.into_iter().map(|bind| self.pattern(bind));
                Pattern::Arr(list.collect())
            }
            Pattern::Obj(fields) => {
                let fields = fields.into_iter();
                let fields = fields.map(|(key, bind)| (self.term(key), self.pattern(bind)));
                Pattern::Obj(fields.collect())
            }
        }
    }
}
