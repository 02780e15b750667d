//! Proxies, as the environment names them: which one leads to an endpoint, if any.

use std::net::{IpAddr, SocketAddr};

use super::endpoint::Endpoint;
use crate::host::Host;
use crate::secret::Secret;

/// Where a proxy may be named; the first that is set counts. Both spellings of each are in use.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// Where hosts are listed that no proxy leads to.
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The ways in which a proxy is spoken to.
const SCHEMES: [&str; 4] = ["http", "https", "socks5", "socks5h"];

/// A proxy that cannot be used. Its value is not quoted: it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{variable}` in the environment names no usable proxy: {problem}")]
pub struct ProxyError {
    /// The variable.
    pub variable: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

/// A proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// The variable that names it.
    pub variable: &'static str,
    /// Host and port, as messages name it: without user and password.
    pub host: String,
    url: Secret,
}

impl Proxy {
    /// The whole of it, for connecting.
    #[must_use]
    pub fn url(&self) -> &Secret {
        &self.url
    }
}

/// What the environment says about proxies.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    named: Option<Result<Proxy, ProxyError>>,
    exceptions: Vec<String>,
}

impl Proxies {
    /// Reads the environment.
    #[must_use]
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

    /// The proxy that leads to an endpoint. None ever leads to this machine itself.
    ///
    /// # Errors
    ///
    /// When the one that should is not usable: going around it would not be what was asked for.
    pub fn to(&self, endpoint: &Endpoint) -> Result<Option<&Proxy>, ProxyError> {
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

fn read(variable: &'static str, text: &str) -> Result<Proxy, ProxyError> {
    let refuse = |problem: &str| ProxyError {
        variable,
        problem: problem.to_owned(),
    };
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    let scheme = scheme.to_ascii_lowercase();
    if !SCHEMES.contains(&scheme.as_str()) {
        return Err(refuse("it must begin with http, https, socks5 or socks5h"));
    }
    // The last `@` ends the password, which may hold others.
    let (user, address) = match rest.rsplit_once('@') {
        Some((user, address)) => (Some(user), address),
        None => (None, rest),
    };
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    // An endpoint is the same: a host and perhaps a port.
    let is_host = Endpoint::parse(&format!("https://{host}")).is_ok();
    if host.is_empty() || !is_host {
        return Err(refuse("it holds no host"));
    }
    let url = match user {
        Some(user) => format!("{scheme}://{user}@{host}"),
        None => format!("{scheme}://{host}"),
    };
    Ok(Proxy {
        variable,
        host: host.to_owned(),
        url: Secret::new(url),
    })
}

/// Name and port of a Host header.
fn parts(host: &str, https: bool) -> (&str, &str) {
    let default = if https { "443" } else { "80" };
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, default),
    }
}

/// Whether an entry of the exceptions covers a host: `*`, a name and all below it, an address, or a range of addresses;
/// with a port, only that one.
fn covers(entry: &str, name: &str, port: &str) -> bool {
    if entry == "*" {
        return true;
    }
    let bare = |text: &str| text.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    if let Some(address) = bare(name) {
        return match entry.split_once('/') {
            Some((range, length)) => bare(range)
                .zip(length.parse().ok())
                .is_some_and(|(range, length)| is_within(address, range, length)),
            None => match entry.parse::<SocketAddr>() {
                Ok(with_port) => with_port.ip() == address && with_port.port().to_string() == port,
                Err(_) => bare(entry) == Some(address),
            },
        };
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

fn is_within(address: IpAddr, range: IpAddr, length: u32) -> bool {
    match (address, range) {
        (IpAddr::V4(a), IpAddr::V4(b)) => {
            let differ = a.to_bits() ^ b.to_bits();
            length <= 32 && differ.leading_zeros() >= length
        }
        (IpAddr::V6(a), IpAddr::V6(b)) => {
            let differ = a.to_bits() ^ b.to_bits();
            length <= 128 && differ.leading_zeros() >= length
        }
        _ => false,
    }
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
