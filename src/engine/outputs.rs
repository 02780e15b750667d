//! The second of two phases: the outputs of invocations that a first walk found, each asked for by itself, since the
//! service gives output only for a named invocation or instance.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};

use super::lane::Failure;
use super::place::{Place, place_of};
use super::walk::{Ended, Step, Walked};
use crate::api::client::{ApiError, Client};
use crate::api::pages::Pages;
use crate::host::SignalFuture;
use crate::model::{Body, Invocation, Selected, Shown};
use crate::query::{Common, Target};
use crate::ui::OutputError;

/// Asks for each row with its output where it came from, at most `at_once` at a time, and hands them on in their order.
pub async fn outputs(
    rows: Vec<Selected>,
    places: &[Place],
    plain_text: bool,
    at_once: usize,
    mut interrupt: SignalFuture,
    mut step: impl FnMut(Step<'_>) -> Result<(), OutputError>,
) -> Walked {
    let mut walked = Walked {
        targets: rows.len(),
        ..Walked::default()
    };
    let common = Arc::new(Common {
        include_output: true,
        plain_text,
        page_size: 1,
        ..Common::default()
    });
    let found = rows
        .into_iter()
        .filter_map(|row| Some((place_of(places, &row.origin)?.clone(), row)));
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
            Some(Ok(Asked { target, body, row })) => {
                walked.answered += 1;
                if row.is_none() {
                    walked.missing.extend(target.invoke_id);
                }
                row.map_or(Ok(()), |row| hand_on(&body, &row, &mut step))
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

/// An invocation that was asked for by itself.
struct Asked {
    target: Target,
    /// The answer.
    body: Body,
    /// What it holds; `None` when the invocation is gone.
    row: Option<Selected>,
}

fn hand_on(
    body: &Body,
    row: &Selected,
    step: &mut impl FnMut(Step<'_>) -> Result<(), OutputError>,
) -> Result<(), OutputError> {
    step(Step::Body(body, 1))?;
    step(Step::Row(row))?;
    step(Step::PageEnd)
}

/// One invocation with its output.
async fn one(row: Selected, place: Place, common: Arc<Common>) -> Result<Asked, Box<Failure>> {
    let target = Target::of_invocation(&row.origin.region, row.id(), common);
    match ask(&row, place.client.clone(), target.clone()).await {
        Ok((body, row)) => Ok(Asked { target, body, row }),
        Err(error) => Err(Box::new(Failure {
            label: place.label(&target),
            origin: place.origin,
            error,
            resume: None,
        })),
    }
}

/// An invocation as it stands now; `None` when it is not to be seen.
pub(super) async fn again(row: &Selected, client: Client) -> Result<Option<Selected>, ApiError> {
    let common = Arc::new(Common {
        page_size: 1,
        ..Common::default()
    });
    let target = Target::of_invocation(&row.origin.region, row.id(), common);
    Ok(ask(row, client, target).await?.1)
}

/// The first page that is not empty, and the row in it.
async fn ask(
    row: &Selected,
    client: Client,
    target: Target,
) -> Result<(Body, Option<Selected>), ApiError> {
    let mut pages = Pages::new(client, target, None);
    while let Some(page) = pages.next().await? {
        if let Some(invocation) = page.invocations.into_iter().next() {
            let shown = shown_again(row, &invocation);
            let origin = Arc::clone(&row.origin);
            let again = Selected {
                invocation,
                origin,
                shown,
            };
            return Ok((page.body, Some(again)));
        }
    }
    Ok((Body::default(), None))
}

/// The same instances as before, wherever they stand now.
fn shown_again(row: &Selected, invocation: &Invocation) -> Shown {
    match &row.shown {
        Shown::All => Shown::All,
        Shown::Some(_) => {
            let ids: HashSet<String> = row.instances().map(|i| i.id().into_owned()).collect();
            let places = invocation.instances().enumerate();
            let same = places.filter(|(_, instance)| ids.contains(instance.id().as_ref()));
            Shown::Some(same.map(|(place, _)| place).collect())
        }
    }
}
