//! Command-line arguments that a script cannot run without.

use crate::code::Value;
use crate::view::{Site, View, last};

/// A required argument.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Argument {
    /// As it is given: `--data`, or the name of a positional one.
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) line: u32,
}

impl Argument {
    /// Whether some arguments give it.
    pub(super) fn is_in(&self, args: &[String]) -> bool {
        let is_option = self.name.starts_with('-');
        let given = |arg: &String| arg == &self.name || arg.starts_with(&format!("{}=", self.name));
        if is_option { args.iter().any(given) } else { args.iter().any(|arg| !arg.starts_with('-')) }
    }
}

/// Arguments without a default, of what running the entry reaches.
pub(super) fn required(view: &View<'_>) -> Vec<Argument> {
    let mut found: Vec<Argument> = Vec::new();
    for site in view.sites() {
        let name = match site.method() {
            Some("add_argument") => of_argparse(&site),
            _ if ["click.option", "click.argument"].contains(&site.library().unwrap_or_default()) => {
                of_click(&site)
            }
            _ => None,
        };
        found.extend(name.map(|name| Argument { name, file: site.path.to_owned(), line: site.call.line }));
    }
    found.extend(of_argv(view));
    found
}

fn is_true(site: &Site<'_>, name: &str) -> bool {
    site.call.keyword(name).is_some_and(|arg| arg.value == Value::Bool(true))
}

fn of_argparse(site: &Site<'_>) -> Option<String> {
    let names = site.call.args.iter().filter(|arg| arg.name.is_none());
    // `-d`, `--data`: the long one says more.
    let name = names.filter_map(|arg| arg.value.text()).next_back()?;
    if name.starts_with('-') {
        return is_true(site, "required").then(|| name.to_owned());
    }
    let count = site.call.keyword("nargs").map(|arg| arg.text.clone()).unwrap_or_default();
    let optional =
        count.contains(['?', '*']) || site.call.keyword("default").is_some() && count.contains('?');
    (!optional).then(|| name.to_owned())
}

fn of_click(site: &Site<'_>) -> Option<String> {
    let name = site.call.positional(0)?.value.text()?;
    let is_argument = site.last() == "argument";
    let given = site.call.keyword("default").is_some() || site.call.keyword("nargs").is_some();
    let optional = site.call.keyword("required").is_some_and(|arg| arg.value == Value::Bool(false));
    let needed = if is_argument { !given && !optional } else { is_true(site, "required") };
    needed.then(|| name.to_owned())
}

/// `sys.argv[1]`, where nothing asks first how many there are.
fn of_argv(view: &View<'_>) -> Option<Argument> {
    let file = view.program.file(view.entry);
    let asks = view.sites().any(|site| {
        last(&site.name()) == "len" && site.call.args.iter().any(|arg| arg.text.contains("argv"))
    });
    let element = Value::Item(Box::new(Value::Name("sys.argv".to_owned())));
    let taken = file.binds.values().flatten().any(|value| *value == element)
        || view
            .sites()
            .any(|site| site.at.file == view.entry && site.call.args.iter().any(|arg| arg.value == element));
    (taken && !asks).then(|| Argument {
        name: "an argument (sys.argv)".to_owned(),
        file: file.path.clone(),
        line: 1,
    })
}
