//! A large record: small by default, a thousand amendments with `HANDBOOK_FUZZ=long`. How long it takes
//! is measured by `cargo bench`.

use handbook::amend::check;
use handbook::amend::record::Record;

use crate::support::many;
use crate::support::office::config;

#[test]
fn a_large_record_is_proved() {
    let wanted = if std::env::var("HANDBOOK_FUZZ").is_ok_and(|value| value == "long") { 1000 } else { 4 };
    let (office, progress) = many(wanted);
    let (read, refusals) = Record::from_files(config(), office.files.clone());
    assert_eq!(refusals, []);
    let proved = check(&read, &[]).unwrap();
    assert_eq!(proved.head, progress.head);
    assert_eq!(proved.seq, progress.seq, "what an action says of the record is what is read from its files");
    assert!(proved.seq as usize > 5 * wanted && proved.proceedings.len() == wanted);
}
