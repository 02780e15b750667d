//! `invq sandbox`: the embedded server on its own, until it is interrupted.

use std::sync::Arc;
use std::time::Duration;

use crate::cli::SandboxArgs;
use crate::host::{Host, Signal};
use crate::report::{self, Report};
use crate::sandbox::{AccessKey, Fault, Options, Sandbox, SandboxError, Source};
use crate::ui::Ui;
use crate::vocabulary::Exit;

/// Serves until a signal comes.
pub async fn run(args: &SandboxArgs, host: &Host, ui: &Ui) -> Exit {
    let options = match options(args, ui) {
        Ok(options) => options,
        Err(report) => return report.end(ui),
    };
    let keys = options.keys.clone();
    let server = match Sandbox::start(options, host.clock.clone(), host.random.clone()).await {
        Ok(server) => server,
        Err(error) => return report::sandbox(&error).end(ui),
    };
    // Nobody could reach a server that does not say where it is.
    if let Err(error) = ui.data(greeting(&server.url(), &keys).as_bytes()) {
        return report::unwritten(&error, ui);
    }
    match (host.interrupt)().await {
        Signal::Interrupt => Exit::Interrupted,
        Signal::Terminate => Exit::Terminated,
    }
}

fn options(args: &SandboxArgs, ui: &Ui) -> Result<Options, Report> {
    let refused = |error: SandboxError| report::sandbox(&error);
    let keys = args.access_key.iter().map(|key| AccessKey::parse(key));
    let keys: Vec<AccessKey> = keys.collect::<Result<_, _>>().map_err(refused)?;
    let faults = args.fault.iter().map(|text| Fault::parse(text));
    let faults = faults.collect::<Result<_, _>>().map_err(refused)?;
    let defaults = Options::default();
    let source = match (&args.data, args.records) {
        (Some(path), _) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| report::unreadable_data(path, &error))?;
            Source::parse_saved(&text).map_err(|error| report::sandbox(&error).of_file(path))?
        }
        (None, Some(records)) => Source::Generated {
            records,
            instances: args.instances,
            output_bytes: args.output_bytes,
            seed: args.seed,
        },
        (None, None) => Source::BuiltIn,
    };
    let (log, troubles) = (ui.clone(), ui.clone());
    Ok(Options {
        listen: args.listen,
        keys: if keys.is_empty() { defaults.keys } else { keys },
        source,
        latency: args.latency.unwrap_or(Duration::ZERO),
        faults,
        seed: args.seed,
        slow: defaults.slow,
        observer: Some(Arc::new(move |request| log.line(&request.to_string()))),
        troubles: Some(Arc::new(move |error| {
            troubles.warning(&format!(
                "no connection can be taken: {error}; it is tried again"
            ));
        })),
    })
}

/// The address and the keys, as lines that a shell can read. These keys open nothing but this server.
fn greeting(url: &str, keys: &[AccessKey]) -> String {
    let keys = keys.iter().map(|AccessKey { id, secret, token }| {
        let secret = secret.expose();
        let token = token
            .as_ref()
            .map(|token| format!("security_token {}\n", token.expose()));
        let token = token.unwrap_or_default();
        format!("access_key_id {id}\naccess_key_secret {secret}\n{token}")
    });
    format!("endpoint {url}\n{}", keys.collect::<String>())
}
