//! GitHub's webhooks: the signature, and what of a push's payload matters.
//!
//! The documented schema lets nearly everything be missing; so does this.

use anneal_proto::v1::{Person, PushReceived};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

/// Whether `signature` (`sha256=<hex>`) is that of the body. Takes the same time whatever differs.
pub(crate) fn is_signed(secret: &str, body: &[u8], signature: &str) -> bool {
    let Some(given) = signature.strip_prefix("sha256=").and_then(bytes_of) else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(body);
    mac.verify_slice(&given).is_ok()
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
}

/// What a webhook asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Asked {
    /// A commit to work on.
    Push(Box<PushReceived>),
    /// Nothing, and why.
    Ignored(&'static str),
    /// The payload is not what its event promises.
    Malformed(&'static str),
}

fn text(value: &Value, path: &[&str]) -> String {
    let found = path.iter().try_fold(value, |value, key| value.get(key));
    found.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Owner and name of the repository; `_` where the payload has none.
pub(crate) fn repository(payload: &Value) -> (String, String) {
    let full = text(payload, &["repository", "full_name"]);
    let (owner, name) = full.split_once('/').unwrap_or(("", &full));
    (owner.to_owned(), name.to_owned())
}

/// Reads the payload of a `push` event.
pub(crate) fn push(payload: &Value, delivery: &str) -> Asked {
    let reference = text(payload, &["ref"]);
    let commit = text(payload, &["after"]);
    if !payload.is_object() || reference.is_empty() {
        return Asked::Malformed("a push names a `ref`, and this payload does not");
    }
    if reference.starts_with("refs/tags/") {
        return Asked::Ignored("tags are not trained; push the branch");
    }
    if !reference.starts_with("refs/heads/") {
        return Asked::Ignored("only branches are trained");
    }
    let deleted = payload.get("deleted").and_then(Value::as_bool).unwrap_or(false);
    if deleted || !commit.is_empty() && commit.bytes().all(|byte| byte == b'0') {
        return Asked::Ignored("the branch was deleted");
    }
    let is_id = matches!(commit.len(), 40 | 64) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_id {
        return Asked::Malformed("`after` is no commit id");
    }
    let clone_url = text(payload, &["repository", "clone_url"]);
    if !clone_url.starts_with("https://") && !clone_url.starts_with("http://") {
        return Asked::Malformed("`repository.clone_url` is no http(s) URL");
    }
    let message = text(payload, &["head_commit", "message"]);
    let author = |key: &str| text(payload, &["head_commit", "author", key]);
    let pusher = |key: &str| Some(text(payload, &["pusher", key])).filter(|text| !text.is_empty());
    Asked::Push(Box::new(PushReceived {
        forge: "github".to_owned(),
        repository: text(payload, &["repository", "full_name"]),
        clone_url,
        r#ref: reference,
        commit,
        pusher: Some(Person {
            name: pusher("name").unwrap_or_else(|| author("name")),
            email: pusher("email").unwrap_or_else(|| author("email")),
            username: text(payload, &["sender", "login"]),
        }),
        delivery: delivery.to_owned(),
        message: message.lines().next().unwrap_or_default().to_owned(),
        ..PushReceived::default()
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    fn payload() -> Value {
        json!({"ref": "refs/heads/main", "after": COMMIT, "head_commit": null,
            "repository": {"full_name": "o/r", "clone_url": "https://forge.example/o/r.git"}})
    }

    #[test]
    fn a_signature_is_checked() {
        // The example of GitHub's documentation.
        let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assert!(is_signed("It's a Secret to Everybody", b"Hello, World!", signature));
        assert!(!is_signed("It's a Secret to Everybody", b"Hello, World?", signature));
        for wrong in ["", "sha256=", "sha256=zz", "sha1=757107", "sha256=é"] {
            assert!(!is_signed("It's a Secret to Everybody", b"Hello, World!", wrong), "{wrong}");
        }
    }

    #[test]
    fn a_push_with_nearly_everything_missing_is_a_push() {
        let Asked::Push(push) = push(&payload(), "d1") else { panic!("a push") };
        assert_eq!((push.repository.as_str(), push.commit.as_str()), ("o/r", COMMIT));
        assert_eq!(push.pusher.map(|person| person.email).as_deref(), Some(""));
    }

    #[test]
    fn tags_and_deleted_branches_are_ignored() {
        let with = |key: &str, value: &str| {
            let mut payload = payload();
            payload[key] = json!(value);
            push(&payload, "d")
        };
        for other in ["refs/tags/v1", "refs/notes/commits", "refs/pull/3/head"] {
            assert!(matches!(with("ref", other), Asked::Ignored(_)), "{other}");
        }
        assert!(matches!(with("after", &"0".repeat(40)), Asked::Ignored(_)));
        assert!(matches!(with("after", "--upload-pack=x"), Asked::Malformed(_)));
        let mut local = payload();
        local["repository"]["clone_url"] = json!("file:///etc");
        assert!(matches!(push(&local, "d"), Asked::Malformed(_)));
        assert!(matches!(push(&json!([]), "d"), Asked::Malformed(_)));
    }
}
