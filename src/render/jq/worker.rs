//! Reads the result into jq's values while the walk still waits for the service, and runs the program at the end. Building
//! the values costs several times what printing them would, so a thread of its own does it.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;

use jaq_core::data::JustLut;
use jaq_core::{Ctx, Vars};
use jaq_json::{Val, write};

use super::super::Look;
use super::super::reformat::indent;
use super::{Filter, compiled, value};

/// What a worker is told.
enum Order {
    /// JSON values, one after the other, which belong to the result.
    Take(Vec<u8>),
    /// There are no more: run the program.
    Run,
}

/// What a program printed, and why it stopped, if it failed.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) printed: Vec<u8>,
    pub(super) error: Option<String>,
}

/// The thread, seen from outside.
#[derive(Debug)]
pub(super) struct Worker {
    orders: Sender<Order>,
    answer: Receiver<Answer>,
}

impl Worker {
    /// Starts the thread; it ends when it has answered, or when nobody waits for it any more.
    pub(super) fn start(code: String, look: Look) -> io::Result<Self> {
        let (orders, inbox) = channel();
        let (reply, answer) = channel();
        Builder::new().name("jq".to_owned()).spawn(move || {
            let (values, error) = gather(&inbox);
            if let Some(values) = values {
                let answer = error.map_or_else(|| run(&code, &values, &look), failed);
                // When nobody waits any more, nobody misses the answer.
                let _ = reply.send(answer);
            }
        })?;
        Ok(Self { orders, answer })
    }

    /// Hands JSON values over.
    pub(super) fn take(&self, json: Vec<u8>) {
        // A thread that is gone is noticed when its answer is missing.
        let _ = self.orders.send(Order::Take(json));
    }

    /// Runs the program over the array of all values.
    pub(super) fn finish(self) -> Answer {
        let _ = self.orders.send(Order::Run);
        self.answer
            .recv()
            .unwrap_or_else(|_| failed("it ended before its answer".to_owned()))
    }
}

fn failed(error: String) -> Answer {
    Answer {
        printed: Vec::new(),
        error: Some(error),
    }
}

/// Every value that came before the order to run; `None` when that never came.
fn gather(inbox: &Receiver<Order>) -> (Option<Val>, Option<String>) {
    let (mut values, mut error) = (Vec::new(), None);
    for order in inbox {
        match order {
            Order::Take(json) => {
                let read = value::read(json, &mut values);
                error = error.or(read.err().map(|error| error.to_string()));
            }
            Order::Run => return (Some(values.into_iter().collect()), error),
        }
    }
    (None, error)
}

fn run(code: &str, input: &Val, look: &Look) -> Answer {
    let mut answer = Answer::default();
    let result = compiled(code).and_then(|filter| {
        each(&filter, input, |value| {
            show(value, look, &mut answer.printed);
        })
    });
    answer.error = result.err();
    answer
}

/// Runs a program over a value, and hands each result on.
pub(super) fn each(
    filter: &Filter,
    input: &Val,
    mut hand_on: impl FnMut(&Val),
) -> Result<(), String> {
    let context = Ctx::<JustLut<Val>>::new(&filter.lut, Vars::new([]));
    for result in filter.id.run((context, input.clone())) {
        match result.map_err(jaq_core::Exn::get_err) {
            Ok(value) => hand_on(&value),
            Err(Ok(error)) => return Err(error.to_string()),
            // `halt`: the program wants no more.
            Err(Err(_)) => return Ok(()),
        }
    }
    Ok(())
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
