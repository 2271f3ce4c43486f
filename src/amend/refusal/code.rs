//! The permanent codes of refusals.

use std::fmt;
use std::str::FromStr;

macro_rules! codes {
    ($($code:ident $title:literal;)*) => {
        /// A permanent code. Its page is `docs/errors/<code>.md`; a code is never given a second meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RefusalCode {
            $(#[doc = $title] $code,)*
        }

        impl RefusalCode {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// The code as printed, for example `R0017`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// What the code stands for, in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$code => $title,)* }
            }

            /// The page that `handbook explain` prints (Markdown).
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self {
                    $(Self::$code => include_str!(concat!("../../../docs/errors/", stringify!($code), ".md")),)*
                }
            }
        }
    };
}

codes! {
    // 0001–0009: the file as a whole
    R0001 "amendment is larger than allowed";
    R0002 "file is not plain text";
    R0003 "character that an amendment must not hold";
    R0004 "blanks at the end of a line of an amendment";
    R0005 "amendment is cut off";
    R0006 "amendment was altered on the way";
    R0007 "amendment is not in Unicode normal form C";
    // 0010–0019: its header
    R0010 "file is not an amendment";
    R0011 "unknown field of an amendment";
    R0012 "field of an amendment given twice";
    R0013 "field of an amendment is missing";
    R0014 "fields of an amendment are out of order";
    R0015 "value of a field cannot be read";
    R0016 "field does not belong to this kind of amendment";
    R0017 "line of an amendment belongs to nothing";
    R0018 "digests and changed files do not agree";
    R0019 "amendment names no source";
    // 0020–0029: its changes
    R0020 "path that an amendment must not name";
    R0021 "kind of change that an amendment must not hold";
    R0022 "change cannot be read";
    R0023 "changes overlap or are out of order";
    R0024 "text after the end of an amendment";
    R0025 "two file names that look the same";
    R0026 "amendment was written for another text";
    R0027 "change does not fit the text it names";
    R0028 "amendment does not give the text it was signed for";
    R0029 "amendment changes nothing";
    // 0030–0036: signatures and keys
    R0030 "amendment is not signed";
    R0031 "signature cannot be read";
    R0032 "kind of key that is not accepted";
    R0033 "signature was made for another purpose";
    R0034 "signature does not fit the text";
    R0035 "key file cannot be opened";
    // 0037–0049: the text that would result
    R0037 "only a structural amendment creates or deletes files";
    R0038 "character that must not stand in the text";
    R0039 "line that must not stand in the text";
    R0040 "markup that must not stand in the text";
    R0041 "mark of a merge or a signature in the text";
    R0042 "word with letters of two scripts";
    R0043 "field of the front matter that is locked";
    R0044 "front matter or data that cannot be read";
    R0045 "date of verification does not move forward";
    R0046 "text would not pass the check of the handbook";
    R0047 "confirmation changes more than its date and status";


    // 0050–0109: rights, rounds, stages, ledger, replay
    // 0050–0058: registry, policy, rounds
    R0050 "registry cannot be read";
    R0051 "person or key of the registry is wrong";
    R0052 "list of allowed signers does not follow from the registry";
    R0053 "policy cannot be read";
    R0054 "rule that nobody can satisfy";
    R0055 "rule that is satisfied without anyone acting";
    R0056 "path covered by no rule or by two";
    R0057 "place in a rule that names no annex";
    R0058 "round cannot be read";
    // 0060–0069: rights
    R0060 "signer is not in the registry";
    R0061 "key does not sign at this time";
    R0062 "State or author is not the signer's";
    R0063 "no rule allows this";
    R0064 "role does not allow this step";
    R0065 "requirement of the rule is not met";
    R0066 "review is for another text";
    R0067 "review does not count";
    R0068 "amendment goes beyond the limits of its rule";
    R0069 "too many amendments wait";
    // 0070–0079: rounds and intake
    R0070 "round is not there";
    R0071 "round does not receive this now";
    R0072 "step does not fit the round's dates";
    R0073 "late amendment is not let in";
    R0074 "amendment is in the record already";
    R0076 "author knew another ledger";
    R0077 "predecessor is not the author's returned amendment";
    R0078 "amendment that is named is not there";
    R0079 "amendment is too old or from the future";
    // 0080–0089: stages and decisions
    R0080 "step does not follow from the stage";
    R0081 "ground that the rule does not allow";
    R0082 "reason or decision is missing";
    R0083 "text has moved under the amendment";
    R0084 "accepted text cannot be taken back by itself";
    R0085 "step was taken before";
    R0086 "State may state its own law";
    // 0090–0107: the record itself
    R0090 "entry of the ledger cannot be read";
    R0091 "entry of the ledger is missing or out of order";
    R0092 "chain of the ledger is broken";
    R0093 "time of the ledger goes backwards";
    R0094 "entry of the ledger is not signed as it must be";
    R0095 "entry does not follow from what was before";
    R0096 "text was changed outside an amendment";
    R0097 "anchors were changed outside an amendment";
    R0098 "registry, policy or round was changed outside the ledger";
    R0099 "filed amendment is missing or altered";
    R0100 "review is missing or altered";
    R0101 "text kept by digest is missing or altered";
    R0102 "end of the ledger was dropped";
    R0103 "file that the record does not know";
    R0104 "record is founded already or not yet";
    R0105 "redacted words are back";
    R0106 "way of signing that is not supported";
    R0107 "receipt cannot be read";



    // 0110–0139: clashes, rebase, guards
    R0110 "amended lines have changed since";
    R0111 "lines beside the amended ones have changed since";
    R0112 "amendment would stand under another heading";
    R0113 "heading of the amended section stands twice";
    R0114 "amended lines stand twice in the text";
    R0115 "text was created or removed since";
    R0116 "amended section has changed elsewhere since";
    R0117 "two amendments clash";



    // 0140 on: commands
    R0140 "source on the command line cannot be read";
    R0141 "edited text has marks that pasting left";
    R0142 "author cannot be told";
    R0143 "signature of a second person is missing";

    // 0150–0179: editions
    R0150 "name is not that of an edition";
    R0151 "edition does not come after the last one";
    R0152 "founding handbook has adopted nothing";
    R0153 "round is not closed";
    R0154 "amendment has no end";
    R0155 "no adoption that is not in an edition yet";
    R0156 "text has errors";
    R0157 "permanent anchor would be lost";
    R0158 "key does not cut editions";
    R0159 "acceptance rests on a key in doubt";
    R0160 "manifest cannot be read";
    R0161 "edition was altered";
    R0162 "signature does not belong to this edition";
    R0163 "edition is not there";
    R0164 "address was taken out of the list";
    R0165 "address leads nowhere";
    R0166 "redirects lead in a circle";
    R0167 "withdrawal has no reason or was altered";

}

impl RefusalCode {
    /// Who can do what the rule asks for, where the refusal itself names nobody nearer.
    #[must_use]
    pub const fn who(self) -> &'static str {
        use RefusalCode as R;
        match self {
            R::R0001
            | R::R0002
            | R::R0003
            | R::R0004
            | R::R0005
            | R::R0006
            | R::R0007
            | R::R0010
            | R::R0011
            | R::R0012
            | R::R0013
            | R::R0014
            | R::R0015
            | R::R0016
            | R::R0017
            | R::R0018
            | R::R0019
            | R::R0020
            | R::R0021
            | R::R0022
            | R::R0023
            | R::R0024
            | R::R0025
            | R::R0026
            | R::R0027
            | R::R0028
            | R::R0029
            | R::R0030
            | R::R0031
            | R::R0033
            | R::R0034
            | R::R0038
            | R::R0039
            | R::R0040
            | R::R0041
            | R::R0042
            | R::R0043
            | R::R0044
            | R::R0045
            | R::R0046
            | R::R0047
            | R::R0068
            | R::R0070
            | R::R0074
            | R::R0077
            | R::R0079 => "the author of the amendment",
            R::R0032 | R::R0035 | R::R0106 => "the holder of the key",
            R::R0037 => "an editor, with an amendment of the kind `structure`",
            R::R0050 | R::R0051 | R::R0053 | R::R0054 | R::R0055 | R::R0056 | R::R0057 => {
                "those who decide on registry and policy"
            }
            R::R0058 | R::R0072 | R::R0104 | R::R0153 => "the Chair, the chief editor or the secretariat",
            R::R0060 | R::R0061 => "the secretariat, for the registry",
            R::R0062 => "the person whom the file names",
            R::R0063 | R::R0064 => "the holders of the roles that the policy names",
            R::R0065 | R::R0066 => "the persons whose approval is asked for",
            R::R0067 => "another person with the same role",
            R::R0069 => "the delegates of the State",
            R::R0071 => "the author, on another day; the Chair can give a round more time",
            R::R0073 | R::R0155 => "the Chair",
            R::R0076
            | R::R0102
            | R::R0150
            | R::R0151
            | R::R0152
            | R::R0158
            | R::R0159
            | R::R0162
            | R::R0163
            | R::R0167 => "the Chair and the chief editor",
            R::R0078 | R::R0140 | R::R0141 | R::R0142 => "whoever gives the command",
            R::R0080 | R::R0084 | R::R0154 | R::R0156 | R::R0157 | R::R0164 | R::R0165 | R::R0166 => {
                "the editors"
            }
            R::R0081 | R::R0082 | R::R0085 | R::R0086 => "whoever decides on the amendment",
            R::R0083 | R::R0116 => "the focal point of the State",
            R::R0052
            | R::R0090
            | R::R0091
            | R::R0092
            | R::R0093
            | R::R0094
            | R::R0095
            | R::R0096
            | R::R0097
            | R::R0098
            | R::R0099
            | R::R0100
            | R::R0101
            | R::R0103
            | R::R0105
            | R::R0107
            | R::R0160
            | R::R0161 => "the editors, with a copy of the record that is whole",
            R::R0110 | R::R0111 | R::R0112 | R::R0113 | R::R0114 | R::R0115 => {
                "the author of the amendment, or the focal point of the State"
            }
            R::R0117 => "the authors of both",
            R::R0143 => "the second person",
        }
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for RefusalCode {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let wanted = text.to_ascii_uppercase();
        Self::ALL.iter().copied().find(|code| code.name() == wanted).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_of_the_same_form() {
        for &code in RefusalCode::ALL {
            let page = code.page();
            assert!(page.starts_with(&format!("# {code}: {}\n\n", code.title())), "{code}: title");
            let heads = ["\n## Wrong\n\n```", "\n## Right\n\n```", "\n## What to do\n\n"];
            let places: Vec<usize> = heads.iter().filter_map(|head| page.find(head)).collect();
            assert_eq!(places.len(), heads.len(), "{code}: sections");
            assert!(places.is_sorted(), "{code}: order of the sections");
            assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{code}: end");
        }
    }

    #[test]
    fn codes_are_in_order_and_read_back() {
        assert!(RefusalCode::ALL.is_sorted_by_key(|code| code.name()));
        for &code in RefusalCode::ALL {
            assert_eq!(code.name().to_lowercase().parse(), Ok(code));
        }
        assert_eq!("R9999".parse::<RefusalCode>(), Err(()));
    }
}
