//! What the user hears while a query runs: with `-v` and `-vv` each request and what came of it, and why it is tried
//! again. Signing values never get here.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::api::event::{BriefRequest, ClientEvent, EventListener, Exchange};
use crate::api::sign::SignatureScheme;
use crate::host::Clock;
use crate::report;
use crate::ui::Ui;

/// Every line of an exchange, for `-vv`.
fn details(exchange: &Exchange<'_>, ui: &Ui) {
    ui.dim_line(&format!("> POST {}", exchange.endpoint));
    let between = match exchange.scheme {
        SignatureScheme::Rpc => "=",
        SignatureScheme::Acs3 => ": ",
    };
    for (name, value) in exchange.common {
        ui.dim_line(&format!("> {name}{between}{value}"));
    }
    for (name, value) in exchange.parameters {
        ui.dim_line(&format!("> {name}={value}"));
    }
    ui.dim_line("> and the key ID, nonce, time and signature, which are not shown");
    ui.dim_line(&format!("< {}", outcome(exchange)));
    let excerpt = exchange.excerpt();
    for line in String::from_utf8_lossy(excerpt).lines() {
        ui.dim_line(&format!("< {line}"));
    }
    let more = exchange.length().saturating_sub(excerpt.len());
    if more > 0 {
        ui.dim_line(&format!("< and {more} bytes more"));
    }
}

fn summary(exchange: &Exchange<'_>) -> String {
    let sent: Vec<String> = exchange
        .parameters
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!(
        "POST {} {} {}: {}",
        exchange.endpoint,
        exchange.action,
        sent.join(" "),
        outcome(exchange)
    )
}

fn outcome(exchange: &Exchange<'_>) -> String {
    let millis = exchange.millis;
    match exchange.outcome {
        Ok((status, request_id)) => format!(
            "HTTP {status}, request {}, {} bytes, {millis} ms",
            request_id.unwrap_or("unknown"),
            exchange.length()
        ),
        Err(error) => format!("{error}, {millis} ms"),
    }
}

/// A request for credentials. The length of its response says nothing, and not every source numbers requests.
fn credential_request(sent: &BriefRequest<'_>) -> String {
    let (method, place, millis) = (sent.method, sent.place, sent.millis);
    let outcome = match sent.outcome {
        Ok((status, Some(request_id))) => format!("HTTP {status}, request {request_id}"),
        Ok((status, None)) => format!("HTTP {status}"),
        Err(error) => error.to_string(),
    };
    format!("{method} {place}: {outcome}, {millis} ms")
}

/// What the user is told: each request with `-v` and in detail with `-vv`; retries and requests for credentials with `-v`;
/// waits for a service that throttles always; a clock that is off once, as a warning.
#[must_use]
pub fn listener(verbose: u8, clock: Clock, ui: &Ui) -> EventListener {
    let ui = ui.clone();
    // Requests that are in flight at once are throttled at once; the user is told once.
    let told_until = AtomicI64::new(i64::MIN);
    Arc::new(move |event: &ClientEvent<'_>| match event {
        ClientEvent::Exchange(exchange) => match verbose {
            0 => {}
            1 => ui.dim_line(&summary(exchange)),
            _ => details(exchange, &ui),
        },
        ClientEvent::ClockCorrected { ahead } => {
            let word = if ahead.is_negative() {
                "ahead of"
            } else {
                "behind"
            };
            ui.warning(&format!(
                "this machine's clock is {} {word} the service's; requests carry the service's time",
                report::length(ahead.unsigned_abs())
            ));
        }
        ClientEvent::Brief(sent) => {
            if verbose > 0 {
                ui.dim_line(&credential_request(sent));
            }
        }
        // The request that was throttled has been reported.
        ClientEvent::Queued { .. } => {}
        ClientEvent::Retrying {
            error,
            throttled,
            wait,
            retry,
            of,
        } => {
            let when = format!(
                "trying again in {} ({retry} of {of})",
                report::length(*wait)
            );
            if *throttled {
                let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                let now = clock.now().as_millisecond();
                if told_until.fetch_max(now.saturating_add(wait), Ordering::Relaxed) > now {
                    return;
                }
                ui.note(&format!("throttled; {when}"));
            } else if verbose > 0 {
                ui.dim_line(&format!("{error}; {when}"));
            }
        }
    })
}
