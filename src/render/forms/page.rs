//! The page of one form: the steps with their fields, to be ticked off on paper or filled in.

use serde_json::json;

use super::super::body::{Surroundings, Writer};
use super::super::generated::{GeneratedPage, below, write};
use super::data;
use super::demands::annexes;
use crate::model::{
    FormField, FormLibrary, FormStep, ModelForm, Need, Page, PageKind, PinpointKey, Place, ReferenceList,
    TableKey,
};

/// How many paragraphs of the handbook are named at a field.
const PLACES: usize = 3;

/// The pages below the list: one a form.
pub(in super::super) fn pages(around: Surroundings<'_>, page: &Page) -> Vec<GeneratedPage> {
    let parent = page.address();
    let library = &around.book.reference.forms;
    let forms = library.forms.iter();
    forms
        .map(|form| {
            let address = below(&parent, &form.id);
            write(around, page, address, form.title.clone(), |writer| writer.form_page(library, form))
        })
        .collect()
}

impl Writer<'_> {
    fn form_page(&mut self, library: &FormLibrary, form: &ModelForm) {
        self.reads.insert(TableKey::Reference("forms"));
        self.form_introduction(library, form);
        self.push("<div class=\"model-form\" id=\"model-form\" data-form=\"");
        self.attribute(&form.id);
        self.push("\" data-title=\"");
        self.attribute(&form.title);
        self.push("\" data-facts=\"");
        let facts: Vec<String> = form.facts.iter().map(crate::model::FactChoice::key).collect();
        self.attribute(&facts.join(" "));
        self.push("\" data-offices=\"");
        self.attribute(&form.offices.join(" "));
        self.push("\" data-treaties=\"");
        self.attribute(form.treaties.as_deref().unwrap_or_default());
        self.push("\">\n");
        self.form_states(library);
        for (at, step) in library.steps.iter().enumerate() {
            self.form_step(library, form, step, at);
        }
        self.push("<div class=\"form-result\" data-live hidden></div>\n</div>\n");
        if let Some(checklist) = form.checklist.as_deref().and_then(|id| library.checklist(id)) {
            self.generated_heading(2, "checklist", &format!("Checklist: {}", lower_first(&checklist.title)));
            self.checklist(checklist);
        }
        self.form_scripts();
    }

    fn form_introduction(&mut self, library: &FormLibrary, form: &ModelForm) {
        self.push("<p>");
        self.text(&form.introduction);
        self.push("</p>\n");
        if !form.basis.is_empty() {
            self.push("<p>What such a request can rest on ");
            self.form_sources(&form.basis);
            self.push(".</p>\n");
        }
        if let Some(included) = form.includes.as_deref().and_then(|id| library.form(id)) {
            self.push("<p>The fields of the form ");
            let href = self.site_link(&below(&self.page.address(), &included.id));
            self.open_link(&href);
            self.text(&included.title);
            self.push("</a> are part of this one.</p>\n");
        }
        self.form_explained(form);
        self.push("<aside class=\"admonition important\" role=\"note\"><p class=\"admonition-title\">Draft, not legal advice</p>\n<p>");
        let confirm = self.around.config.handbook.as_ref().map(|handbook| handbook.confirm.as_str());
        self.text(
            confirm
                .filter(|words| !words.is_empty())
                .unwrap_or("Confirm with the central authority before relying on this."),
        );
        self.push("</p></aside>\n");
    }

    /// Where the handbook explains it.
    fn form_explained(&mut self, form: &ModelForm) {
        let book = self.around.book;
        let mut links = Vec::new();
        if let Some((path, id)) =
            form.chapter.as_deref().map(|target| target.split_once('#').unwrap_or((target, "")))
            && let Some(entry) = book.tables.pages.get(path)
        {
            self.reads.insert(TableKey::Page(path.to_owned()));
            let words = match entry.targets.get(id) {
                Some(title) => format!("{}, {title}", entry.name()),
                None => entry.name(),
            };
            let address =
                if id.is_empty() { entry.address.clone() } else { format!("{}#{id}", entry.address) };
            links.push((address, words));
        }
        let route = book.pages.iter().find(|page| page.front.lists == Some(ReferenceList::Route));
        links.extend(route.map(|page| (page.address(), page.title_text())));
        if links.is_empty() {
            return;
        }
        self.push("<p>See ");
        for (at, (address, words)) in links.into_iter().enumerate() {
            if at > 0 {
                self.push(" and ");
            }
            let href = self.site_link(&address);
            self.open_link(&href);
            self.text(&words);
            self.push("</a>");
        }
        self.push(".</p>\n");
    }

    /// The choice of States for the script, and links to what each demands for paper.
    fn form_states(&mut self, library: &FormLibrary) {
        let book = self.around.book;
        self.generated_heading(2, "states", "The two States");
        self.push("<div class=\"choices\" data-live hidden>\n");
        for (id, label) in [("requesting", "Requesting State"), ("requested", "Requested State")] {
            self.push(&format!(
                "<div class=\"choice\"><label for=\"{id}\">{label}</label><select id=\"{id}\"><option value=\"\">Not chosen</option>"
            ));
            for annex in annexes(book).filter_map(|page| page.front.annex.as_deref()) {
                self.push("<option value=\"");
                self.attribute(&annex.state);
                self.push("\">");
                self.attribute(&annex.name);
                self.push("</option>");
            }
            self.push("</select></div>\n");
        }
        self.push("</div>\n<div id=\"demands\" class=\"demands\" data-live hidden></div>\n");
        let heading = library.demands_heading.as_deref().unwrap_or_default();
        self.push("<p class=\"on-paper\">Read what the requested State asks for in its annex: ");
        for (at, page) in annexes(book).enumerate() {
            let Some(annex) = page.front.annex.as_deref() else { continue };
            if at > 0 {
                self.push(", ");
            }
            let id = if heading.is_empty() { String::new() } else { format!("#{heading}") };
            let href = self.site_link(&format!("{}{id}", page.address()));
            self.open_link(&href);
            self.text(&annex.name);
            self.push("</a>");
        }
        self.push(".</p>\n");
    }

    fn form_step(&mut self, library: &FormLibrary, form: &ModelForm, step: &FormStep, at: usize) {
        self.generated_heading(2, &format!("step-{}", step.id), &format!("{}. {}", at + 1, step.title));
        self.push("<p>");
        self.text(&step.guidance);
        self.push("</p>\n");
        if at == 0 {
            self.questions(library, form);
        }
        let fields = library.fields(form);
        for (order, field) in fields.iter().enumerate().filter(|(_, field)| field.step == step.id) {
            self.form_field(library, form, field, order);
        }
        if at + 1 == library.steps.len() {
            self.follow_up(library);
        }
    }

    /// The conditions of the form as questions; only the script can use the answers.
    fn questions(&mut self, library: &FormLibrary, form: &ModelForm) {
        let questions = library.questions_of(form);
        if questions.is_empty() {
            return;
        }
        self.push("<div class=\"questions\" data-live hidden>\n<h3 id=\"questions\">What applies</h3>\n<p>Your answers decide which fields are required. Fields that do not apply are hidden.</p>\n");
        for question in questions {
            let id = &question.id;
            self.push(&format!("<fieldset class=\"question\" id=\"q-{id}\"><legend>"));
            self.text(&question.ask);
            self.push("</legend>");
            for (value, word) in [("yes", "Yes"), ("no", "No")] {
                self.push(&format!(
                    "<label><input type=\"radio\" name=\"q-{id}\" value=\"{value}\"> {word}</label>"
                ));
            }
            self.push("</fieldset>\n");
        }
        self.push("</div>\n");
    }

    fn form_field(&mut self, library: &FormLibrary, form: &ModelForm, field: &FormField, order: usize) {
        let id = &field.id;
        self.push(&format!(
            "<div class=\"form-field\" id=\"field-{id}\" data-field=\"{id}\" data-order=\"{order}\" data-need=\"{}\"",
            field.need.name()
        ));
        let condition = field.condition.as_deref().and_then(|id| library.question(id));
        if let Some(question) = condition {
            self.push(&format!(" data-question=\"{}\"", question.id));
        }
        if field.long {
            self.push(" data-long");
        }
        self.offers(field);
        self.push(&format!(
            ">\n<p class=\"field-name\"><input type=\"checkbox\" class=\"task-box\" id=\"box-{id}\"> <label for=\"box-{id}\">"
        ));
        self.text(&field.name);
        self.push(&format!("</label> <span class=\"need {}\">", field.need.name()));
        match (field.need, condition) {
            (Need::Must, _) => self.push("required"),
            (Need::If, Some(question)) => self.text(&format!("required if {}", question.when)),
            (Need::If, None) => self.push("required on a condition"),
            (Need::Good, _) => self.push("good practice"),
        }
        self.push(&format!("</span></p>\n<p class=\"field-why\" id=\"why-{id}\">"));
        self.text(&field.why);
        self.push(" ");
        self.form_sources(&field.sources);
        self.weak_evidence(field.evidence);
        let places = self.explaining(form, field);
        if !places.is_empty() {
            self.push(" <span class=\"places\">See para.\u{a0}");
            self.locators(&places);
            self.push("</span>");
        }
        self.push("</p>\n");
        if let Some(example) = &field.example {
            self.push("<p class=\"field-example\">For example: ");
            self.text(example);
            self.push("</p>\n");
        }
        self.lines(if field.long { 5 } else { 2 });
        self.push("</div>\n");
    }

    /// Values of the annexes that the script offers to take over.
    fn offers(&mut self, field: &FormField) {
        if !field.offers.is_empty() {
            let offers: Vec<_> = field
                .offers
                .iter()
                .map(|offer| json!({"state": offer.state.name(), "fact": offer.fact.key()}))
                .collect();
            self.push(" data-offers=\"");
            self.attribute(&json!(offers).to_string());
            self.push("\"");
        }
        if let Some(kind) = &field.treaties {
            self.push(" data-treaties=\"");
            self.attribute(kind);
            self.push("\"");
        }
    }

    /// Lines to write on, for paper.
    fn lines(&mut self, count: usize) {
        self.push("<div class=\"lines\" aria-hidden=\"true\">");
        self.push(&"<span></span>".repeat(count));
        self.push("</div>\n");
    }

    /// Paragraphs of chapters that cite the same provision, those of the form's own chapter first.
    fn explaining(&mut self, form: &ModelForm, field: &FormField) -> Vec<Place> {
        let book = self.around.book;
        let own = form.chapter.as_deref().map(|target| target.split('#').next().unwrap_or(target));
        let mut places: Vec<Place> = Vec::new();
        for source in &field.sources {
            let Some(pinpoint) = &source.pinpoint else { continue };
            self.reads.insert(TableKey::Cited(source.id.clone()));
            let cited = book.tables.cited.get(&source.id);
            let found = cited.and_then(|cited| cited.get(&PinpointKey(pinpoint.clone())));
            for place in found.into_iter().flatten() {
                if !places.contains(place) {
                    places.push(place.clone());
                }
            }
        }
        let page_of = |place: &Place| book.pages.get(place.page);
        places.retain(|place| {
            place.unit.is_some() && page_of(place).is_some_and(|page| page.kind == PageKind::Chapter)
        });
        places.sort_by_key(|place| page_of(place).is_some_and(|page| Some(page.path.as_str()) != own));
        places.truncate(PLACES);
        places
    }

    fn follow_up(&mut self, library: &FormLibrary) {
        if library.follow_up.is_empty() {
            return;
        }
        self.generated_heading(3, "follow-up", "Follow-up sheet");
        for date in &library.follow_up {
            self.push(&format!(
                "<div class=\"follow-row\" data-date=\"{}\"><p class=\"field-name\"><input type=\"checkbox\" class=\"task-box\" id=\"date-{0}\"> <label for=\"date-{0}\">",
                date.id
            ));
            self.text(&date.label);
            self.push("</label>");
            if let Some(note) = &date.note {
                self.push(" <span class=\"field-note\">");
                self.text(note);
                self.push("</span>");
            }
            self.push("</p>\n");
            self.lines(1);
            self.push("</div>\n");
        }
    }

    /// The scripts that fill the form; without them the page is a list for paper.
    fn form_scripts(&mut self) {
        let data = data::address(&self.page.address());
        for address in [data.as_str(), "scripts/docx.js", "scripts/forms.js"] {
            let href = self.site_link(address);
            self.push("<script src=\"");
            self.attribute(&href);
            self.push("\" defer></script>\n");
        }
    }
}

/// The first letter small, for a title that stands after another word.
fn lower_first(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
