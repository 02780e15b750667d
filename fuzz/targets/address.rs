//! Addresses that somebody wrote down: endpoints, regions, proxies and what goes around them. What is taken leads nowhere
//! else than it says, and what is refused gives no password away.

#![no_main]

use std::cell::RefCell;

use invq::api::endpoint::{Endpoint, Network, check_region, endpoint_host};
use invq::api::proxy::Proxies;
use invq_fuzz::machine::{Machine, SECRET, is_shown};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static MACHINE: RefCell<Machine> = RefCell::new(Machine::new());
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (address, exceptions) = text.split_once('\n').unwrap_or((&text, ""));
    let exceptions = &exceptions.to_ascii_lowercase().replace(SECRET, "-");
    read_endpoint(address);
    if check_region(address).is_ok() {
        for network in [Network::Public, Network::Vpc] {
            let host = endpoint_host(address, network).expect("a region has a host");
            assert!(host.ends_with(".aliyuncs.com"), "{host}");
        }
    }
    read_proxy(address, exceptions);
    // Passwords stand before an `@`, and may hold anything.
    let with_password = format!("https://user:{SECRET}{address}@ecs.example");
    for text in [with_password.as_str(), &with_password[8..]] {
        if let Err(error) = Endpoint::parse(text) {
            assert!(!is_shown(&format!("{error} {error:?}")), "{error}");
        }
        read_proxy(text, exceptions);
    }
});

fn read_endpoint(text: &str) {
    let Ok(endpoint) = Endpoint::parse(text) else {
        return;
    };
    assert_eq!(Endpoint::parse(&endpoint.to_string()), Ok(endpoint.clone()));
    assert!(endpoint.is_https() || endpoint.is_loopback());
    let host = endpoint.host();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.:[]".contains(c);
    assert!(!host.is_empty() && host.chars().all(plain), "{host}");
    // An address is loopback by its number and a name by being that name, whatever else stands in them.
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| !port.ends_with(']'))
        .map_or(host, |(name, _)| name);
    let bare = name.trim_matches(['[', ']']);
    let loopback = bare
        .parse()
        .map_or(bare == "localhost", |address: std::net::IpAddr| {
            address.is_loopback()
        });
    assert_eq!(endpoint.is_loopback(), loopback, "{host}");
}

fn read_proxy(proxy: &str, exceptions: &str) {
    MACHINE.with_borrow(|machine| {
        let host = machine.host(&[("HTTPS_PROXY", proxy), ("NO_PROXY", exceptions)]);
        let proxies = Proxies::of(&host);
        let hidden = proxy
            .rfind('@')
            .is_some_and(|end| !proxy[end..].contains(SECRET));
        let hide = |told: &str| assert!(!hidden || !is_shown(told), "{told}");
        hide(&format!("{proxies:?}"));
        for endpoint in [
            "https://ecs.cn-hangzhou.aliyuncs.com",
            "https://10.1.2.3:8443",
            "https://[fd00::1]",
        ] {
            let endpoint = Endpoint::parse(endpoint).expect("a good endpoint");
            match proxies.to(&endpoint) {
                Ok(Some(proxy)) => {
                    hide(&proxy.host);
                    assert!(Endpoint::parse(&format!("https://{}", proxy.host)).is_ok());
                }
                Ok(None) => {}
                Err(error) => hide(&error.to_string()),
            }
        }
        let here = Endpoint::parse("http://127.0.0.1:1").expect("a good endpoint");
        assert!(
            matches!(proxies.to(&here), Ok(None)),
            "loopback goes through no proxy"
        );
    });
}
