use super::*;

fn read(text: &str) -> File {
    File::read("a.py", text)
}

#[test]
fn calls_know_their_place_and_arguments() {
    let file = read(
        "class Net:\n    def __init__(self):\n        self.fc = Linear(2, out=3)\n\
         for e in range(3):\n    step(x)\n\
         if __name__ == '__main__':\n    main(lr=0.1)\n",
    );
    let linear = &file.calls[0];
    assert_eq!(linear.func, Value::Name("Linear".to_owned()));
    assert_eq!(linear.argument("in", 0).and_then(|arg| arg.value.number()), Some(2.0));
    assert_eq!(linear.argument("out", 1).and_then(|arg| arg.value.number()), Some(3.0));
    let class = file.class_around(linear.scope).expect("a class");
    assert_eq!(file.binds[&(class, "self.fc".to_owned())], [Value::Call(0)]);
    assert_eq!(file.methods(class).map(|(name, _)| name).collect::<Vec<_>>(), ["__init__"]);
    let (step, main) = (&file.calls[2], &file.calls[3]);
    assert!(step.looped && !step.main && main.main && !main.looped);
}

#[test]
fn what_is_bound_is_followed_into_parts() {
    let file = read(
        "a, b = f(), 2\nfor name, m in models: m.fit()\nwith t() as tape: pass\nk = [g(x) for x in y]\n",
    );
    let bound = |name: &str| file.binds[&(0, name.to_owned())][0].clone();
    assert_eq!(bound("b"), Value::Number(2.0));
    assert!(matches!(bound("m"), Value::Item(inner) if matches!(*inner, Value::Item(_))));
    assert!(matches!(bound("tape"), Value::Call(_)));
    assert!(matches!(bound("k"), Value::List(elements) if matches!(elements[..], [Value::Call(_)])));
}

#[test]
fn what_is_broken_is_read_as_far_as_it_goes() {
    let file = read("import sklearn\nprint 'hello'\nmodel.fit(X)\n");
    assert_eq!(file.error.as_ref().map(|(line, _)| *line), Some(2));
    assert_eq!(file.imports.iter().count(), 1);
    assert!(file.calls.iter().any(|call| call.func == Value::Name("model.fit".to_owned())));
    assert!(read(&"(".repeat(100_000)).error.is_some());
}
