//! A command that prints keys, in the form of the vendor's CLI. No shell reads it.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};
use zeroize::Zeroizing;

use super::answer;
use super::context::{FetchContext, FetchResult};
use crate::api::credentials::Credentials;
use crate::api::error::CredentialError;
use crate::secret::Secret;

/// How long the command may take: long enough for somebody to type a code.
pub(super) const LIMIT: Duration = Duration::from_secs(60);

/// How much the command may print, in bytes: 1 MiB.
const MOST: u64 = 1024 * 1024;

/// Runs the command. It shares standard error and standard input with invq.
pub(super) async fn fetch(
    context: &FetchContext,
    words: &[Secret],
    limit: Duration,
) -> FetchResult {
    let mut words = words.iter().map(Secret::expose);
    let program = words.next().unwrap_or_default().to_owned();
    // Its arguments may be secret.
    let failed = |problem: String| CredentialError::Unusable {
        problem: format!("`{program}`, which should print keys, {problem}"),
        expected: None,
        hint: "run `process_command` by hand: it should print JSON with `access_key_id` and `access_key_secret`",
    };
    let mut command = Command::new(&program);
    command
        .args(words)
        .env_clear()
        .envs(&context.environment)
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command
        .spawn()
        .map_err(|error| failed(format!("cannot be run: {error}")))?;
    let ended = tokio::time::timeout(limit, output(&mut child)).await;
    let (printed, status) = match ended {
        Ok(output) => output.map_err(|error| failed(format!("broke off: {error}")))?,
        Err(_) => return Err(failed(format!("did not end within {limit:?}"))),
    };
    let Some(status) = status else {
        return Err(failed(
            "printed more than 1 MiB, which are no keys".to_owned(),
        ));
    };
    if !status.success() {
        let how = match status.code() {
            Some(code) => format!("ended with the exit code {code}"),
            None => "was killed".to_owned(),
        };
        return Err(failed(how));
    }
    let keys = answer::json(&printed).and_then(|printed| read(&printed));
    keys.map_err(|problem| failed(format!("printed no keys: {problem}")))
}

/// What it prints and how it ends; `None` when it has printed more than it may, and goes on.
async fn output(child: &mut Child) -> io::Result<(Zeroizing<Vec<u8>>, Option<ExitStatus>)> {
    let mut printed = Zeroizing::new(Vec::new());
    if let Some(stdout) = child.stdout.take() {
        stdout.take(MOST + 1).read_to_end(&mut printed).await?;
    }
    if printed.len() as u64 > MOST {
        return Ok((printed, None));
    }
    Ok((printed, Some(child.wait().await?)))
}

fn read(printed: &Value) -> Result<Credentials, String> {
    let mode = printed
        .get("mode")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match mode.to_ascii_lowercase().as_str() {
        "" | "ak" => answer::keys(printed, &answer::CLI, false),
        "ststoken" => answer::keys(printed, &answer::CLI, true),
        // Its name is not repeated: it is the first thing that is wrong when something else than keys was printed.
        _ => Err("its `mode` is neither AK nor StsToken".to_owned()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::api::proxy::Proxies;
    use crate::api::retry_policy::RetryPolicy;
    use crate::api::tls::Roots;
    use crate::api::transport::{Timeouts, TransportConfig};
    use crate::host::testing::host;

    #[tokio::test]
    async fn a_command_that_does_not_end_is_ended() {
        let second = Duration::from_secs(1);
        let reach = TransportConfig {
            timeouts: Timeouts {
                connect: second,
                request: second,
            },
            proxies: Proxies::default(),
            roots: Roots::default(),
        };
        let host = host(&[], None);
        let policy = RetryPolicy::new(0, 1, host.sleep.clone());
        let context = FetchContext::new(&host, reach, policy);
        let words = ["/bin/sh", "-c", "while :; do :; done"];
        let words = words.map(|word| Secret::new(word.to_owned()));
        let limit = Duration::from_millis(20);
        let error = fetch(&context, &words, limit).await.unwrap_err();
        assert!(
            error.to_string().ends_with("did not end within 20ms"),
            "{error}"
        );
    }
}
