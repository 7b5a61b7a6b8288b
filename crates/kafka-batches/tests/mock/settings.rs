//! Settings are checked where they are set, and never show a secret.

use std::path::Path;

use kafka_batches::{Consumer, Settings};

#[test]
fn a_setting_is_refused_in_librdkafkas_words() {
    let mut settings = Settings::new("localhost:9092");
    let mut refused = |key: &str, value: &str| settings.set(key, value).expect_err("it is refused").to_string();
    assert_eq!(
        refused("no.such", "1"),
        "the setting no.such cannot be used: No such configuration property: \"no.such\""
    );
    assert_eq!(
        refused("fetch.min.bytes", "many"),
        "the setting fetch.min.bytes cannot be used: Invalid value for configuration property \"fetch.min.bytes\""
    );
    assert_eq!(
        refused("plugin.library.paths", "evil.so"),
        "the setting plugin.library.paths cannot be changed: a setting must not load code"
    );
    // It may be a password in the wrong place, and is not shown.
    assert_eq!(refused("a\u{1b}[31m", "1"), "it is not of the form key=value");
    assert!(refused("sasl.password", "a\0b").contains("sasl.password"));
}

#[test]
fn a_file_of_properties_is_read_and_its_lines_are_named() {
    let file = Path::new("client.properties");
    let mut settings = Settings::new("localhost:9092");
    settings
        .set_properties("\u{feff}# how to get there\r\n\r\nsasl.username = me\r\nsasl.password=a=b #c\r\n", file)
        .expect("it is good");
    let shown = format!("{settings:?}");
    assert!(shown.contains(r#""sasl.username": "me""#) && shown.contains(r#""sasl.password": "(secret)""#), "{shown}");
    let error = settings.set_properties("\nsasl.username", file).expect_err("no value").to_string();
    assert_eq!(error, "client.properties:2: it is not of the form key=value");
    let error = settings.set_properties("group.id=mine", file).expect_err("it is named elsewhere").to_string();
    assert_eq!(error, "client.properties:1: the setting group.id cannot be changed: the group is named elsewhere");
}

#[test]
fn no_message_shows_a_secret() {
    let mut settings = Settings::new("localhost:9092");
    for key in ["sasl.password", "ssl.key.password", "ssl.key.pem", "sasl.oauthbearer.config", "ssl.keystore.password"]
    {
        settings.set(key, "hunter2").expect("any text will do");
    }
    settings.set("security.protocol", "ssl").expect("there is one");
    let error = Consumer::alone(&settings, "lines").expect_err("that is no key").to_string();
    assert!(!error.contains("hunter2") && error.contains("ssl"), "{error}");
    assert!(!format!("{settings:?}").contains("hunter2"));
}
