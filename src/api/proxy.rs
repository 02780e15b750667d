//! The proxies that the environment names, and which endpoints they are used for.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use url::{Position, Url};

use super::endpoint::Endpoint;
use super::error::{TransportError, TransportErrorKind};
use crate::host::Host;
use crate::secret::Secret;

/// The variables that may name a proxy; the first one that is set counts. Both spellings are in use.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The variables that list hosts for which no proxy is used.
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The protocols of proxies.
const SCHEMES: [&str; 4] = ["http", "https", "socks5", "socks5h"];

/// A proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// The variable that names it.
    pub variable: &'static str,
    /// Host and port for messages, without user and password.
    pub host: String,
    url: Secret,
}

impl Proxy {
    /// The whole URL, for connecting.
    pub fn url(&self) -> &Secret {
        &self.url
    }
}

/// What the environment says about proxies.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    named: Option<Result<Proxy, TransportError>>,
    exceptions: Vec<String>,
}

impl Proxies {
    /// Reads the environment.
    pub fn of(host: &Host) -> Self {
        let set = |name: &&'static str| Some((*name, host.var(name)?));
        let exceptions = EXCEPTIONS.iter().find_map(|name| host.var(name));
        Self {
            named: VARIABLES
                .iter()
                .find_map(set)
                .map(|(variable, text)| read(variable, text.trim())),
            exceptions: exceptions
                .unwrap_or_default()
                .split([',', ' '])
                .map(|entry| entry.trim().to_ascii_lowercase())
                .filter(|entry| !entry.is_empty())
                .collect(),
        }
    }

    /// The proxy for an endpoint; never one for this machine itself.
    ///
    /// # Errors
    ///
    /// If the proxy cannot be used. A direct connection would not be what the user asked for.
    pub fn to(&self, endpoint: &Endpoint) -> Result<Option<&Proxy>, TransportError> {
        let Some(named) = &self.named else {
            return Ok(None);
        };
        let (name, port) = parts(endpoint.host(), endpoint.is_https());
        if endpoint.is_loopback() || self.exceptions.iter().any(|it| covers(it, name, port)) {
            return Ok(None);
        }
        named.as_ref().map(Some).map_err(Clone::clone)
    }
}

/// Reads the value of a variable. It is not quoted in the error: it may hold a password.
fn read(variable: &'static str, text: &str) -> Result<Proxy, TransportError> {
    let refuse = |problem| {
        let kind = TransportErrorKind::ProxySetting(variable);
        Err(TransportError::new(kind, problem))
    };
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    if !SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) {
        return refuse("it must begin with http, https, socks5 or socks5h");
    }
    let url = Url::parse(&format!("{scheme}://{rest}"));
    match url {
        Ok(url) if url.has_host() => Ok(Proxy {
            variable,
            host: url[Position::BeforeHost..Position::AfterPort].to_owned(),
            url: Secret::new(url.into()),
        }),
        _ => refuse("it holds no host"),
    }
}

/// The name and the port of a Host header.
fn parts(host: &str, https: bool) -> (&str, &str) {
    let default = if https { "443" } else { "80" };
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, default),
    }
}

/// Whether an exception covers a host. It is `*`, a name and all names below it, an address, or a range of addresses; with
/// a port, it covers that port only.
fn covers(entry: &str, name: &str, port: &str) -> bool {
    if entry == "*" {
        return true;
    }
    let bare = |text: &str| text.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    if let Some(address) = bare(name) {
        let is_port = |only: SocketAddr| only.ip() == address && only.port().to_string() == port;
        return bare(entry) == Some(address)
            || entry
                .parse::<IpNet>()
                .is_ok_and(|range| range.contains(&address))
            || entry.parse().is_ok_and(is_port);
    }
    let entry = match entry.rsplit_once(':') {
        Some((entry, only)) if only == port => entry,
        Some(_) => return false,
        None => entry,
    };
    let entry = entry.trim_start_matches('*').trim_start_matches('.');
    let above = name.strip_suffix(entry);
    !entry.is_empty() && above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::testing::host;

    fn lead(env: &[(&str, &str)], endpoint: &str) -> String {
        let proxies = Proxies::of(&host(env, None));
        match proxies.to(&Endpoint::parse(endpoint).unwrap()) {
            Ok(Some(proxy)) => format!("{} by {}", proxy.host, proxy.variable),
            Ok(None) => "direct".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    const ECS: &str = "https://ecs.cn-hangzhou.aliyuncs.com";

    #[test]
    fn the_first_variable_counts_and_loopback_never_goes_through_a_proxy() {
        let env = [
            ("all_proxy", "socks5://all.example:1080"),
            ("https_proxy", "http://user:p@ss@proxy.example:3128/"),
        ];
        assert_eq!(lead(&env, ECS), "proxy.example:3128 by https_proxy");
        assert_eq!(lead(&env[..1], ECS), "all.example:1080 by all_proxy");
        assert_eq!(lead(&[("ALL_PROXY", "p:1")], ECS), "p:1 by ALL_PROXY");
        assert_eq!(lead(&env, "http://127.0.0.1:1234"), "direct");
        assert_eq!(lead(&env, "https://localhost:1"), "direct");
        assert_eq!(lead(&[], ECS), "direct");
        assert_eq!(lead(&[("HTTP_PROXY", "http://p:1")], ECS), "direct");
    }

    #[test]
    fn exceptions_cover_names_below_them_addresses_and_ranges() {
        let excepted = |list: &str, endpoint: &str| {
            let env = [("HTTPS_PROXY", "http://p:1"), ("NO_PROXY", list)];
            lead(&env, endpoint) == "direct"
        };
        for list in [
            "*",
            "a.example, .aliyuncs.com",
            "*.aliyuncs.com",
            "ALIYUNCS.com",
            "ecs.cn-hangzhou.aliyuncs.com:443",
        ] {
            assert!(excepted(list, ECS), "{list}");
        }
        for list in ["yuncs.com", "aliyuncs.com:80", ",", "cn-hangzhou", "."] {
            assert!(!excepted(list, ECS), "{list}");
        }
        assert!(excepted("10.0.0.0/8", "https://10.1.2.3"));
        assert!(excepted("fd00::/8", "https://[fd00::1]:8443"));
        assert!(!excepted("10.0.0.0/16", "https://10.1.2.3"));
        assert!(excepted("10.1.2.3:443", "https://10.1.2.3"));
        assert!(excepted("[fd00::1]:8443", "https://[fd00::1]:8443"));
        assert!(!excepted("10.1.2.3:8443", "https://10.1.2.3"));
        assert!(!excepted("10.1.2.4:443", "https://10.1.2.3"));
        assert!(!excepted("10.0.0.0/99", "https://10.1.2.3"));
    }

    #[test]
    fn an_unusable_one_is_refused_without_its_password() {
        for text in [
            "ftp://user:hunter2@p",
            "http://user:hunter2@",
            "http://a:hunter2@b c",
        ] {
            let told = lead(&[("HTTPS_PROXY", text)], ECS);
            assert!(told.contains("`HTTPS_PROXY`"), "{told}");
            assert!(!told.contains("hunter2"), "{told}");
            let all = [("HTTPS_PROXY", text), ("NO_PROXY", "aliyuncs.com")];
            assert_eq!(lead(&all, ECS), "direct");
        }
        let env = [("HTTPS_PROXY", "http://user:hunter2@p:1")];
        let shown = format!("{:?}", Proxies::of(&host(&env, None)));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
