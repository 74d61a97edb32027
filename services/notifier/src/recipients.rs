//! Who is told.

use lettre::message::Mailbox;

use crate::state::State;

/// Ends and hosts of addresses that forges make up and nobody reads.
const UNREAD_HOSTS: [&str; 3] =
    ["users.noreply.github.com", "users.noreply.gitlab.com", "noreply.codeberg.org"];

/// Who is told when the run names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fallback {
    /// This address.
    Address(String),
    /// `developer@localhost`: the mail only lies in the outbox.
    Placeholder,
    /// Nobody: a server would not know where to.
    Nobody,
}

/// The first of settings, pusher, author and fallback that has an address somebody reads.
pub(crate) fn of(state: &State, fallback: &Fallback) -> Vec<String> {
    let person = |email: &String| vec![email.clone()];
    let sources = [state.mail.clone(), person(&state.pusher), person(&state.author)];
    for source in sources {
        let mut read: Vec<String> = Vec::new();
        for address in source.iter().filter_map(|text| address(text)) {
            if !read.contains(&address) {
                read.push(address);
            }
        }
        if !read.is_empty() {
            return read;
        }
    }
    match fallback {
        Fallback::Address(address) => vec![address.clone()],
        Fallback::Placeholder => vec!["developer@localhost".to_owned()],
        Fallback::Nobody => Vec::new(),
    }
}

/// The address in `a@b` or `Name <a@b>`; none where it is malformed or nobody reads it.
pub(crate) fn address(text: &str) -> Option<String> {
    let mailbox: Mailbox = text.trim().parse().ok()?;
    let user = mailbox.email.user().to_ascii_lowercase();
    let host = mailbox.email.domain().to_ascii_lowercase();
    let unread = matches!(user.as_str(), "noreply" | "no-reply") || UNREAD_HOSTS.contains(&host.as_str());
    (!unread).then(|| mailbox.email.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(mail: &[&str], pusher: &str, author: &str, fallback: &Fallback) -> Vec<String> {
        let state = State {
            mail: mail.iter().map(|text| (*text).to_owned()).collect(),
            pusher: pusher.to_owned(),
            author: author.to_owned(),
            ..State::default()
        };
        of(&state, fallback)
    }

    #[test]
    fn the_nearest_address_wins() {
        let nobody = Fallback::Nobody;
        assert_eq!(
            told(&["a@x.org", "B <b@x.org>", "a@x.org"], "p@x.org", "", &nobody),
            ["a@x.org", "b@x.org"]
        );
        assert_eq!(told(&[], "p@x.org", "w@x.org", &nobody), ["p@x.org"]);
        assert_eq!(told(&[], "1+me@users.noreply.github.com", "w@x.org", &nobody), ["w@x.org"]);
        assert_eq!(told(&[], "noreply@github.com", "", &nobody), [] as [&str; 0]);
        assert_eq!(told(&[], "", "", &Fallback::Placeholder), ["developer@localhost"]);
        assert_eq!(told(&["no address"], "", "", &Fallback::Address("ops@x.org".to_owned())), ["ops@x.org"]);
    }

    #[test]
    fn an_address_cannot_bring_headers_along() {
        for bad in
            ["a@x.org\r\nBcc: b@x.org", "a@x.org, b@x.org", "a@x\n.org", "<a@x.org>\nX: y", "@", "a b@c.d"]
        {
            let address = address(bad);
            assert!(address.is_none(), "{bad:?}: {address:?}");
        }
    }
}
