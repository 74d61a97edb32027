//! Lists the knobs of Python files, each by itself: `cargo run -p anneal-source --example knobs -- FILE...`

use anneal_source::knobs;

fn main() {
    for path in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for knob in knobs::find_in(&[(&path, &text)]) {
            let line = knob.places.first().map_or(0, |place| place.line);
            println!("{path}:{line}: {} = {} [{}] {}", knob.id, knob.current, knob.kind, knob.why);
        }
    }
}
