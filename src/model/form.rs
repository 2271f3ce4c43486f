//! Model forms and checklists: what a request must say, why, and when.

use serde::Deserialize;

use super::evidence::Evidence;
use super::reference::TermSource;
use super::side::Side;

/// All forms of a handbook with what they share, in the order of their file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FormLibrary {
    /// The steps of the work: the spine of every form.
    pub steps: Vec<FormStep>,
    /// Heading of the annexes under which a State lists its own demands.
    pub demands_heading: Option<String>,
    /// Questions that decide whether a field applies.
    pub questions: Vec<FormQuestion>,
    /// Dates of the follow-up sheet.
    pub follow_up: Vec<FollowUp>,
    /// The forms.
    pub forms: Vec<ModelForm>,
    /// Checklists without fields.
    pub checklists: Vec<Checklist>,
}

impl FormLibrary {
    /// The form with this id.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&ModelForm> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// The question with this id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&FormQuestion> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// The checklist with this id.
    #[must_use]
    pub fn checklist(&self, id: &str) -> Option<&Checklist> {
        self.checklists.iter().find(|checklist| checklist.id == id)
    }

    /// The fields of a form in the order of the draft: those of the form that it includes, then
    /// its own. Inclusion goes one level deep.
    #[must_use]
    pub fn fields<'a>(&'a self, form: &'a ModelForm) -> Vec<&'a FormField> {
        let included = form.includes.as_deref().and_then(|id| self.form(id));
        included.into_iter().flat_map(|form| &form.fields).chain(&form.fields).collect()
    }

    /// The questions that decide about fields of a form, in the order of their list.
    #[must_use]
    pub fn questions_of<'a>(&'a self, form: &'a ModelForm) -> Vec<&'a FormQuestion> {
        let fields = self.fields(form);
        let asked = |id: &str| fields.iter().any(|field| field.condition.as_deref() == Some(id));
        self.questions.iter().filter(|question| asked(&question.id)).collect()
    }
}

/// A step of the work on a request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FormStep {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What to do in it.
    pub guidance: String,
    /// Where it comes from.
    #[serde(default)]
    pub sources: Vec<TermSource>,
}

/// A question answered by yes or no.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FormQuestion {
    /// Its id.
    pub id: String,
    /// The question.
    pub ask: String,
    /// The condition in words that follow "if".
    pub when: String,
}

/// A date to keep after a request was sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FollowUp {
    /// Its id.
    pub id: String,
    /// What happens on it.
    pub label: String,
    /// What to note beside it.
    pub note: Option<String>,
}

/// A model form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ModelForm {
    /// Its id, the name of its page.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Kind of cooperation.
    pub kind: String,
    /// What it is for.
    pub introduction: String,
    /// What such a request can rest on.
    #[serde(default)]
    pub basis: Vec<TermSource>,
    /// Id of a form whose fields belong to this one too.
    pub includes: Option<String>,
    /// Page and heading that explain it, relative to the text's folder.
    pub chapter: Option<String>,
    /// Id of the checklist that goes with it.
    pub checklist: Option<String>,
    /// Fields of the requested State's annex that are shown.
    #[serde(default)]
    pub facts: Vec<FactChoice>,
    /// Purposes of the requested State's offices that are shown.
    #[serde(default)]
    pub offices: Vec<String>,
    /// Kind of treaty between the two States that is shown.
    pub treaties: Option<String>,
    /// Its fields in the order of the draft.
    pub fields: Vec<FormField>,
}

/// A comparable field of an annex, or one part of its value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct FactChoice {
    /// Key of the field.
    pub field: String,
    /// Key of the part; the whole value where there is none.
    pub part: Option<String>,
}

impl FactChoice {
    /// One name for field and part.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.part {
            Some(part) => format!("{}.{part}", self.field),
            None => self.field.clone(),
        }
    }
}

/// A value of an annex that can be taken over into a field.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Offer {
    /// Whose annex.
    pub state: Side,
    /// Which value.
    #[serde(flatten)]
    pub fact: FactChoice,
}

/// Whether a field must be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Always.
    Must,
    /// Where a condition is met.
    If,
    /// Good practice.
    Good,
}

impl Need {
    /// The word used in data and in pages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::If => "if",
            Self::Good => "good",
        }
    }
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FormField {
    /// Its id.
    pub id: String,
    /// Its label, also the heading in the draft.
    pub name: String,
    /// Id of the step under which it stands.
    pub step: String,
    /// Whether it must be filled in.
    pub need: Need,
    /// Id of the question that decides.
    pub condition: Option<String>,
    /// Why it is needed.
    pub why: String,
    /// Whether it takes more than two lines.
    pub long: bool,
    /// What it can look like.
    pub example: Option<String>,
    /// Values to take over.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// Kind of treaty between the two States to take over.
    pub treaties: Option<String>,
    /// What the need rests on.
    #[serde(default)]
    pub sources: Vec<TermSource>,
    /// How well the reason is established.
    #[serde(default)]
    pub evidence: Evidence,
}

/// A checklist without fields.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Checklist {
    /// Its id, the anchor on the page.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What to do, in order.
    pub items: Vec<String>,
    /// What it rests on.
    #[serde(default)]
    pub sources: Vec<TermSource>,
    /// How well it is established.
    #[serde(default)]
    pub evidence: Evidence,
}
