//! Reading an endpoint that somebody wrote down.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::EndpointError;

/// How the service is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Encrypted.
    Https,
    /// Not encrypted, so for loopback only.
    Http,
}

impl Scheme {
    fn word(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Https => 443,
            Self::Http => 80,
        }
    }
}

/// Scheme, host and port. `Display` gives the URL: `https://host/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    scheme: Scheme,
    host: String,
    loopback: bool,
}

impl Endpoint {
    /// Reads `https://host`, `host`, `host:port`, `http://127.0.0.1:1234` or `[::1]`. Without a scheme it is https,
    /// also for loopback; plain http is for loopback alone and has to be written out.
    ///
    /// # Errors
    ///
    /// An [`EndpointError`] that names the part that does not fit.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let (scheme, rest) = split_scheme(text)?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        refuse_extras(authority)?;
        let (name, port) = split_port(authority)?;
        let (name, loopback) = read_host(name)?;
        if scheme == Scheme::Http && !loopback {
            return Err(EndpointError::PlainHttp { host: name });
        }
        let host = match port {
            // HTTP clients leave the scheme's own port out of the Host header, which is part of what gets signed.
            Some(port) if port != scheme.default_port() => format!("{name}:{port}"),
            _ => name,
        };
        Ok(Self {
            scheme,
            host,
            loopback,
        })
    }

    /// The address where an instance is told about itself. It is plain `http` and link-local: what is sent there leaves
    /// the host that the instance runs on as little as loopback does, and no proxy knows it.
    ///
    /// # Errors
    ///
    /// An [`EndpointError`] that names the part that does not fit.
    pub fn of_metadata(text: &str) -> Result<Self, EndpointError> {
        let (scheme, authority) = split_scheme(text)?;
        refuse_extras(authority)?;
        Ok(Self {
            scheme,
            host: authority.to_owned(),
            loopback: true,
        })
    }

    /// How the service is spoken to.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Whether the way there is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// Whether it is this very machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Host, with the port unless it is the scheme's own: the Host header.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}/", self.scheme.word(), self.host)
    }
}

fn split_scheme(text: &str) -> Result<(Scheme, &str), EndpointError> {
    // By RFC 3986 (section 3.1); anything else before `://` is a user and the beginning of a password.
    let is_scheme = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let split = text.split_once("://");
    let Some((scheme, rest)) = split.filter(|(scheme, _)| is_scheme(scheme)) else {
        return Ok((Scheme::Https, text));
    };
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok((Scheme::Https, rest)),
        "http" => Ok((Scheme::Http, rest)),
        _ => Err(EndpointError::Scheme {
            scheme: scheme.to_owned(),
        }),
    }
}

fn refuse_extras(authority: &str) -> Result<(), EndpointError> {
    // The user comes first: a password may hold any of the other signs.
    let extras = [
        ('@', "a user name"),
        ('?', "a query"),
        ('#', "a fragment"),
        ('/', "a path"),
    ];
    match extras.iter().find(|(sign, _)| authority.contains(*sign)) {
        Some((_, part)) => Err(EndpointError::Extra { part }),
        None => Ok(()),
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), EndpointError> {
    match authority.rsplit_once(':') {
        // The last colon of `[::1]` belongs to the address.
        Some((host, port)) if !port.ends_with(']') => Ok((host, Some(read_port(port)?))),
        _ => Ok((authority, None)),
    }
}

fn read_port(text: &str) -> Result<u16, EndpointError> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(port) if port != 0 && digits => Ok(port),
        _ => Err(EndpointError::Port {
            port: text.to_owned(),
        }),
    }
}

/// The host in its usual form, and whether it is loopback.
fn read_host(name: &str) -> Result<(String, bool), EndpointError> {
    let name = name.to_ascii_lowercase();
    if let Some(inner) = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')) {
        let address: Option<Ipv6Addr> = inner.parse().ok();
        return address
            .map(|address| (format!("[{address}]"), address.is_loopback()))
            .ok_or(EndpointError::Host { host: name });
    }
    if let Ok(address) = name.parse::<Ipv4Addr>() {
        return Ok((name, address.is_loopback()));
    }
    if !is_name(&name) {
        return Err(EndpointError::Host { host: name });
    }
    let loopback = name == "localhost";
    Ok((name, loopback))
}

fn is_name(name: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    // URL rules read a name whose last label starts with a digit as an address, some in odd notations (`0x7f.1`).
    let numeric_end = name
        .rsplit('.')
        .next()
        .is_some_and(|last| last.starts_with(|first: char| first.is_ascii_digit()));
    name.split('.').all(label) && !numeric_end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        Endpoint::parse(text).map_or_else(|error| error.to_string(), |it| it.to_string())
    }

    #[test]
    fn the_usual_spellings_are_read() {
        for (text, url) in [
            (
                "ecs.cn-hangzhou.aliyuncs.com",
                "https://ecs.cn-hangzhou.aliyuncs.com/",
            ),
            ("HTTPS://ECS.aliyuncs.com/", "https://ecs.aliyuncs.com/"),
            ("ecs.example:8443", "https://ecs.example:8443/"),
            ("ecs.example:443", "https://ecs.example/"),
            ("http://127.0.0.1:1234", "http://127.0.0.1:1234/"),
            ("http://127.8.9.1:80", "http://127.8.9.1/"),
            ("http://localhost:1", "http://localhost:1/"),
            ("[::1]", "https://[::1]/"),
            ("http://[0:0::1]:7", "http://[::1]:7/"),
            ("127.0.0.1:1234", "https://127.0.0.1:1234/"),
        ] {
            assert_eq!(shown(text), url, "{text}");
        }
    }

    #[test]
    fn anything_but_host_and_port_is_refused() {
        for text in [
            "https://user:hunter2@ecs.example",
            "user:hunter2@ecs.example",
            // Found by fuzzing: the password was told as a scheme.
            "user:hunter2://@ecs.example",
            "://hunter2@ecs.example",
            "ecs.example/path",
            "ecs.example?a=b",
            "ecs.example#a",
        ] {
            let error = Endpoint::parse(text).unwrap_err();
            assert!(
                matches!(error, EndpointError::Extra { .. }),
                "{text}: {error}"
            );
            assert!(!error.to_string().contains("hunter2"));
        }
        for text in [
            "",
            "https://",
            "a b",
            "a..b",
            "[::g]",
            "0x7f.1",
            "999.1.1.1",
            "::1",
        ] {
            let error = Endpoint::parse(text).unwrap_err();
            assert!(
                matches!(
                    error,
                    EndpointError::Host { .. } | EndpointError::Port { .. }
                ),
                "{text}: {error}"
            );
        }
        for text in ["a:0", "a:65536", "a:x", "a:+1", "a:"] {
            let error = Endpoint::parse(text).unwrap_err();
            assert!(matches!(error, EndpointError::Port { .. }), "{text}");
        }
        assert!(matches!(
            Endpoint::parse("ftp://a"),
            Err(EndpointError::Scheme { .. })
        ));
    }

    #[test]
    fn plain_http_goes_to_loopback_only() {
        for text in [
            "http://ecs.aliyuncs.com",
            "http://10.0.0.1",
            "http://127.0.0.1.example",
            "http://localhost.example",
            "http://[::2]",
        ] {
            assert!(
                matches!(Endpoint::parse(text), Err(EndpointError::PlainHttp { .. })),
                "{text}"
            );
        }
        assert!(Endpoint::parse("http://[::1]:1").unwrap().is_loopback());
        assert!(!Endpoint::parse("ecs.example").unwrap().is_loopback());
    }

    proptest! {
        #[test]
        fn what_is_read_is_shown_so_that_it_reads_the_same(text in "(https?://)?[a-z0-9.:\\[\\]/@-]{0,20}") {
            if let Ok(endpoint) = Endpoint::parse(&text) {
                prop_assert_eq!(Endpoint::parse(&endpoint.to_string()), Ok(endpoint.clone()));
                prop_assert!(endpoint.is_https() || endpoint.is_loopback());
            }
        }

        #[test]
        fn no_refusal_tells_a_password(scheme in "(https?://)?", password in "[a-z0-9.:\\[\\]/@?#-]{0,9}hunter2[a-z0-9.:\\[\\]/@?#-]{0,9}") {
            let error = Endpoint::parse(&format!("{scheme}user:{password}@ecs.example")).unwrap_err();
            prop_assert!(!format!("{error} {error:?}").contains("hunter2"), "{}", error);
        }
    }
}
