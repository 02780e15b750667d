//! The second of two phases: the outputs of invocations that a first walk found, each asked for by itself, since the
//! service gives output only for a named invocation or instance.

use std::sync::Arc;

use futures_util::{StreamExt as _, stream};

use super::known::update;
use super::list_request::list_request;
use super::place::{Place, place_of};
use super::target_pages::{Anomalies, Failure};
use super::walk::{Ended, Step, Walked};
use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::pages::Pages;
use crate::host::SignalFuture;
use crate::model::{Body, Encoding, Row};
use crate::query::{Common, Target};
use crate::ui::OutputError;

/// Asks for each row again, with its output where that is wanted, where it came from, at most `at_once` at a time, and hands them on in their order.
pub async fn outputs(
    rows: Vec<Row>,
    places: &[Place],
    (encoding, include_output): (Encoding, bool),
    at_once: usize,
    mut interrupt: SignalFuture,
    mut step: impl FnMut(Step<'_>) -> Result<(), OutputError>,
) -> Walked {
    let mut walked = Walked {
        targets: rows.len(),
        questions: rows.len(),
        ..Walked::default()
    };
    let common = Arc::new(Common {
        include_output,
        encoding,
        page_size: 1,
        ..Common::default()
    });
    let found = rows
        .into_iter()
        .filter_map(|row| Some((place_of(places, row.origin())?.clone(), row)));
    let asked = found.map(|(place, row)| one(row, place, Arc::clone(&common)));
    let mut asked = stream::iter(asked).buffered(at_once);
    loop {
        let next = tokio::select! {
            next = asked.next() => next,
            signal = &mut interrupt => {
                walked.ended = Ended::Signal(signal);
                return walked;
            }
        };
        let taken = match next {
            None => return walked,
            Some(Ok((target, answer))) => {
                walked.answered += 1;
                walked.anomalies.add(answer.anomalies);
                match answer.row {
                    None => {
                        walked.missing.extend(target.invoke_id);
                        Ok(())
                    }
                    Some(row) => {
                        walked.tally.add(row.tally());
                        walked.missing.extend(answer.absent);
                        hand_on(&answer.body, &row, &mut step)
                    }
                }
            }
            Some(Err(failure)) => {
                walked.failures.push(*failure);
                Ok(())
            }
        };
        if let Err(error) = taken {
            walked.ended = Ended::Output(error);
            return walked;
        }
    }
}

/// What was answered for one invocation.
#[derive(Default)]
pub(super) struct Answered {
    body: Body,
    /// The invocation as it is known now; `None` when it is not to be seen.
    pub row: Option<Row>,
    /// Instances that were known before and are not in the answer.
    pub absent: Vec<String>,
    anomalies: Anomalies,
}

fn hand_on(
    body: &Body,
    row: &Row,
    step: &mut impl FnMut(Step<'_>) -> Result<(), OutputError>,
) -> Result<(), OutputError> {
    step(Step::Body {
        body,
        records: 1,
        walk: None,
    })?;
    step(Step::Row(row))?;
    step(Step::PageEnd)
}

/// One invocation with its output.
async fn one(
    row: Row,
    place: Place,
    common: Arc<Common>,
) -> Result<(Target, Answered), Box<Failure>> {
    let target = Target::of_invocation(&row.origin().region, row.id(), common);
    match ask(&row, place.client.clone(), target.clone()).await {
        Ok(answer) => Ok((target, answer)),
        Err(error) => Err(Box::new(Failure {
            label: place.label(&target),
            origin: place.origin,
            error,
            resume: None,
        })),
    }
}

/// An invocation as it stands now.
pub(super) async fn again(row: &Row, client: Client) -> Result<Answered, ApiError> {
    let common = Arc::new(Common {
        page_size: 1,
        ..Common::default()
    });
    let target = Target::of_invocation(&row.origin().region, row.id(), common);
    ask(row, client, target).await
}

/// Asks until a page holds what is asked for; whatever else is in it is no answer.
async fn ask(row: &Row, client: Client, target: Target) -> Result<Answered, ApiError> {
    let mut answer = Answered::default();
    let mut pages = Pages::new(client, list_request(&target), None);
    while let Some(page) = pages.next().await? {
        for record in page.invocations {
            if !target.is_about(&record) {
                answer.anomalies.foreign.push((record.id(), row.id()));
                continue;
            }
            let new = update(row, record);
            if let Some(first) = &answer.row {
                answer.anomalies.repeated.push(row.id());
                if !stands_worse(&new.row, first) {
                    continue;
                }
            }
            (answer.row, answer.absent) = (Some(new.row), new.absent);
        }
        if answer.row.is_some() {
            answer.body = page.body;
            break;
        }
    }
    Ok(answer)
}

fn stands_worse(row: &Row, than: &Row) -> bool {
    let (Some(new), Some(known)) = (row.tally().verdict(), than.tally().verdict()) else {
        return false;
    };
    known.or_worse(new) != known
}
