//! `invq explain [TERM]`: what a word of the service or of this program means. Asks nobody and needs no identity.

mod exits;
mod lookup;
mod topics;

use crate::cli::ExplainArgs;
use crate::host::Host;
use crate::query::Id;
use crate::render::Explained;
use crate::report;
use crate::settings::color_of;
use crate::ui::{Ui, colored};
use crate::vocabulary::Exit;
use crate::vocabulary::{self, Meaning};
use topics::{TOPICS, Topic};

pub use topics::words;

/// Cells of a line where nothing says how many there are.
const WIDTH: u16 = 80;

/// The widest that text is still good to read.
const WIDEST: u16 = 100;

/// What is shown below the topics.
const EXAMPLES: [(&str, &str); 5] = [
    ("finished", "a word that has several meanings"),
    ("ClientNotRunning", "an error code, and what helps"),
    ("124", "an exit code"),
    ("sts:AssumeRole", "a RAM policy, as JSON to paste"),
    ("columns", "all terms of a topic"),
];

/// Explains a word, or lists what can be explained.
pub fn run(args: &ExplainArgs, host: &Host, ui: &Ui) -> Exit {
    let style = Explained {
        width: usize::from(host.terminal.width.unwrap_or(WIDTH).min(WIDEST)),
        bold: colored(
            color_of(None, host),
            |name| host.var(name),
            host.terminal.stdout,
        ),
    };
    let Some(word) = &args.term else {
        return report::print(overview(&style).as_bytes(), ui);
    };
    if let Some(action) = vocabulary::action(word) {
        // The policy alone is data, so that it can be piped into a file or another program.
        let about = Meaning::new(action.name, "RAM action", action.says).note(action.more);
        let plain = Explained {
            bold: false,
            ..style
        };
        for line in plain.meanings(&[about]).lines() {
            ui.line(line);
        }
        return report::print(format!("{:#}\n", action.policy()).as_bytes(), ui);
    }
    let found = lookup::find(word);
    let topic = TOPICS.iter().find(|topic| lookup::same(topic.name, word));
    if found.is_empty() && topic.is_none() {
        return unknown(word, ui);
    }
    let mut text = style.meanings(&found);
    if let Some(topic) = topic {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&listed(topic, &style));
    }
    report::print(text.as_bytes(), ui)
}

/// A word that nobody knows counts as a slip of the hand, as an unknown column does: nothing was looked for anywhere, so
/// it is not that nothing is there (exit 4).
fn unknown(word: &str, ui: &Ui) -> Exit {
    let report = match Id::parse(word) {
        Some(_) => report::id_to_explain(word),
        None => report::unknown_term(word, &lookup::near(word)),
    };
    report.end(ui)
}

/// The topics, with how many terms each has.
fn overview(style: &Explained) -> String {
    let topics = TOPICS.iter().map(|topic| {
        let count = (topic.terms)().len();
        (
            format!("{:<19} {count:>3}", topic.name),
            topic.about.to_owned(),
        )
    });
    let examples = EXAMPLES
        .iter()
        .map(|(term, what)| (format!("invq explain {term}"), (*what).to_owned()));
    [
        style.paragraph("`invq explain TERM` says what a word means, in any case, offline; `invq explain TOPIC` lists a topic's terms."),
        style.list("Topics", &topics.collect::<Vec<_>>()),
        style.list("Examples", &examples.collect::<Vec<_>>()),
    ]
    .join("\n")
}

/// Every term of a topic, with its first sentence.
fn listed(topic: &Topic, style: &Explained) -> String {
    let terms = (topic.terms)();
    let kinds: Vec<&[Meaning]> = terms.chunk_by(|a, b| a.is == b.is).collect();
    let heading = format!("{}, {}", topic.name, topic.about);
    let lists = kinds.iter().map(|terms| {
        let entry = |meaning: &Meaning| (meaning.word.to_string(), meaning.says.clone());
        let heading = match terms.first() {
            Some(first) if kinds.len() > 1 => first.is,
            _ => &heading,
        };
        style.list(heading, &terms.iter().map(entry).collect::<Vec<_>>())
    });
    lists.collect::<Vec<_>>().join("\n")
}
