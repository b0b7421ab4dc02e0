"""The rows of the access table for public forms: see access_table.py. Kaede, the member of 石巻市, may see and handle
what is sent in to its form, but not what is personal; Midori, the manager, may do everything."""

from django.urls import resolve

from publicforms.links.saved import resume_link
from publicforms.mails.refusals import refusal_link

# How an address names its thing.
KWARGS = {
    **{
        f"forms:{name}": lambda submission: {"pk": submission.form_id, "receipt": submission.receipt}
        for name in (
            *("submission", "submission_print", "submission_status", "submission_assignment"),
            *("submission_comments", "submission_link", "submission_withdrawal", "entry_record", "entry_comments"),
        )
    },
    "forms:texts": lambda form: {"pk": form.pk, "language": "en"},
    "forms:qr": lambda form: {"pk": form.pk, "ending": "svg"},
    "forms:crosstab_chart": lambda form: {"pk": form.pk, "ending": "svg"},
    "forms:crosstab_table_removal": lambda table: {"form_pk": table.form_id, "pk": table.pk},
    **{
        f"forms:{name}": lambda status: {"pk": status.form_id, "status": status.pk}
        for name in ("status", "status_removal")
    },
    **{
        f"forms:{name}": lambda template: {"pk": template.form_id, "template": template.pk}
        for name in ("letter_template", "letter_template_deletion")
    },
    **{
        f"entry:{name}": lambda form: {"slug": form.slug}
        for name in ("form", "following", "challenge", "save", "saved")
    },
    "entry:done": lambda receipt: {"slug": receipt[0], "key": receipt[1]},
    "entry:resume": lambda saved: resolve(resume_link(saved)).kwargs,
    "entry:refuse": lambda address: resolve(refusal_link(address)).kwargs,
    "entry:file": lambda given: {"key": given[0], "file": given[1]},
    **{
        f"entry:{name}": lambda key: {"key": key}
        for name in ("mine", "letters", "documents", "correct", "correct_following", "withdraw")
    },
}

TABLE = """
#                                                                    石巻市        | 白石市        角田市| 宮城県
#    address                              of                  nobdy membr mangr | membr mangr mangr | staff admin

# what one makes and sees: whoever was granted anything on the form
GET  forms:submissions                    form                login 200   200   | 404   404   404   | 404   404
GET  forms:submissions                    form_of_shiroishi   login 404   404   | 404   200   404   | 404   404
POST forms:submission_statuses            form                login 302   302   | 404   404   404   | 404   404
POST forms:submission_assignments         form                login 302   302   | 404   404   404   | 404   404
POST forms:letters                        form                login 302   302   | 404   404   404   | 404   404
POST forms:letters                        form_of_shiroishi   login 404   404   | 404   302   404   | 404   404
GET  forms:letter_templates               form                login 200   200   | 404   404   404   | 404   404
POST forms:letter_templates               form                login 422   422   | 404   404   404   | 404   404
GET  forms:entry                          form                login 200   200   | 404   404   404   | 404   404
POST forms:entry                          form                login 422   422   | 404   404   404   | 404   404
POST forms:entry_following                form                login 200   200   | 404   404   404   | 404   404
GET  forms:submission                     applied             login 200   200   | 404   404   404   | 404   404
GET  forms:submission_print               applied             login 200   200   | 404   404   404   | 404   404
POST forms:submission_status              applied             login 302   302   | 404   404   404   | 404   404
POST forms:submission_assignment          applied             login 302   302   | 404   404   404   | 404   404
POST forms:submission_comments            applied             login 422   422   | 404   404   404   | 404   404
GET  forms:submission_link                applied             login 200   200   | 404   404   404   | 404   404
POST forms:submission_link                applied             login 302   302   | 404   404   404   | 404   404
GET  forms:submission_withdrawal          applied             login 200   200   | 404   404   404   | 404   404
POST forms:submission_withdrawal          applied             login 302   302   | 404   404   404   | 404   404
GET  forms:retention                      form                login 200   200   | 404   404   404   | 404   404
GET  forms:retention                      form_of_shiroishi   login 404   404   | 404   200   404   | 404   404
GET  forms:erasure                        form                login 403   302   | 404   404   404   | 404   404
POST forms:erasure                        form                login 403   302   | 404   404   404   | 404   404
GET  forms:people                         -                   login 403   200   | 403   200   403   | 200   200
POST forms:people_copy                    -                   login 403   302   | 403   302   403   | 302   302
GET  forms:people_erasure                 -                   login 403   302   | 403   302   403   | 302   302
POST forms:people_erasure                 -                   login 403   302   | 403   302   403   | 302   302
GET  forms:list                           -                   login 200   200   | 200   200   200   | 200   200
GET  forms:new                            -                   login 200   200   | 200   200   200   | 200   200
POST forms:new                            -                   login 422   422   | 422   422   422   | 422   422
GET  forms:form                           form                login 200   200   | 404   404   404   | 404   404
GET  forms:form                           form_of_shiroishi   login 404   404   | 404   200   404   | 404   404
GET  forms:questions                      form                login 200   200   | 404   404   404   | 404   404
GET  forms:moving_on                      form                login 403   200   | 404   404   404   | 404   404
POST forms:moving_on                      form                login 403   409   | 404   404   404   | 404   404
GET  forms:settings                       form                login 403   200   | 404   404   404   | 404   404
POST forms:settings                       form                login 403   422   | 404   404   404   | 404   404
GET  forms:settings                       form_of_shiroishi   login 404   404   | 404   200   404   | 404   404
POST forms:settings                       form_of_shiroishi   login 404   404   | 404   422   404   | 404   404
GET  forms:places                         form                login 403   200   | 404   404   404   | 404   404
POST forms:places                         form                login 403   302   | 404   404   404   | 404   404
GET  forms:statuses                       form                login 403   200   | 404   404   404   | 404   404
POST forms:statuses                       form                login 403   422   | 404   404   404   | 404   404
POST forms:status_order                   form                login 403   302   | 404   404   404   | 404   404
GET  forms:status                         form_status         login 403   200   | 404   404   404   | 404   404
POST forms:status                         form_status         login 403   422   | 404   404   404   | 404   404
GET  forms:status_removal                 form_status         login 403   200   | 404   404   404   | 404   404
POST forms:status_removal                 form_status         login 403   302   | 404   404   404   | 404   404
GET  forms:rights                         form                login 403   200   | 404   404   404   | 404   404
POST forms:rights                         form                login 403   200   | 404   404   404   | 404   404
GET  forms:rights                         form_of_shiroishi   login 404   404   | 404   200   404   | 404   404
POST forms:rights                         form_of_shiroishi   login 404   404   | 404   200   404   | 404   404
GET  forms:sharing                        form                login 200   200   | 404   404   404   | 404   404
GET  forms:preview                        form                login 200   200   | 404   404   404   | 404   404
GET  forms:preview_frame                  form                login 200   200   | 404   404   404   | 404   404
POST forms:preview_frame                  form                login 200   200   | 404   404   404   | 404   404
POST forms:preview_following              form                login 200   200   | 404   404   404   | 404   404
GET  forms:publication                    form                login 403   302   | 404   404   404   | 404   404
POST forms:publication                    form                login 403   302   | 404   404   404   | 404   404
GET  forms:closing                        form                login 403   200   | 404   404   404   | 404   404
POST forms:closing                        form                login 403   302   | 404   404   404   | 404   404
GET  forms:reopening                      form                login 403   302   | 404   404   404   | 404   404
POST forms:reopening                      form                login 403   302   | 404   404   404   | 404   404
GET  forms:withdrawal                     form                login 403   200   | 404   404   404   | 404   404
POST forms:withdrawal                     form                login 403   422   | 404   404   404   | 404   404
GET  forms:deletion                       form                login 403   302   | 404   404   404   | 404   404
POST forms:deletion                       form                login 403   302   | 404   404   404   | 404   404
GET  forms:crosstab                       form                login 200   200   | 404   404   404   | 404   404
GET  forms:crosstab                       form_of_shiroishi   login 404   404   | 404   200   404   | 404   404
GET  forms:simple                         form                login 200   200   | 404   404   404   | 404   404
POST forms:crosstab_file                  form                login 403   302   | 404   404   404   | 404   404
POST forms:crosstab_tables                form                login 200   200   | 404   404   404   | 404   404
GET  forms:export                         form                login 403   200   | 404   404   404   | 404   404
POST forms:export                         form                login 403   200   | 404   404   404   | 404   404
GET  forms:export                         form_of_shiroishi   login 404   404   | 404   200   404   | 404   404
POST forms:export                         form_of_shiroishi   login 404   404   | 404   200   404   | 404   404
GET  forms:texts                          form                login 403   200   | 404   404   404   | 404   404
POST forms:texts                          form                login 403   409   | 404   404   404   | 404   404
GET  forms:texts                          form_of_shiroishi   login 404   404   | 404   200   404   | 404   404
POST forms:texts                          form_of_shiroishi   login 404   404   | 404   409   404   | 404   404

# the public's pages: everybody; the applicant's, whoever has the link
GET  entry:mine                           applied_key         200   200   200   | 200   200   200   | 200   200
POST entry:letters                        applied_key         422   422   422   | 422   422   422   | 422   422
POST entry:documents                      applied_key         422   422   422   | 422   422   422   | 422   422
GET  entry:file                           applied_paper       200   200   200   | 200   200   200   | 200   200
GET  entry:correct                        applied_key         200   200   200   | 200   200   200   | 200   200
POST entry:correct                        applied_key         422   422   422   | 422   422   422   | 422   422
POST entry:correct_following              applied_key         200   200   200   | 200   200   200   | 200   200
GET  entry:withdraw                       applied_key         200   200   200   | 200   200   200   | 200   200
POST entry:withdraw                       applied_key         302   302   302   | 302   302   302   | 302   302
GET  entry:refuse                         citizen             200   200   200   | 200   200   200   | 200   200
POST entry:refuse                         citizen             302   302   302   | 302   302   302   | 302   302
GET  entry:form                           form                200   200   200   | 200   200   200   | 200   200
POST entry:form                           form                422   422   422   | 422   422   422   | 422   422
POST entry:following                      form                200   200   200   | 200   200   200   | 200   200
GET  entry:challenge                      form                404   404   404   | 404   404   404   | 404   404
GET  entry:done                           receipt             200   200   200   | 200   200   200   | 200   200
POST entry:save                           form                422   422   422   | 422   422   422   | 422   422
GET  entry:saved                          form                200   200   200   | 200   200   200   | 200   200
GET  entry:resume                         saved_entry         200   200   200   | 200   200   200   | 200   200
POST entry:resume                         saved_entry         200   200   200   | 200   200   200   | 200   200

# one-time codes, of a form that has them
GET  forms:codes                          anonymous_form      login 403   200   | 404   404   404   | 404   404
POST forms:codes                          anonymous_form      login 403   422   | 404   404   404   | 404   404
GET  forms:void_codes                     anonymous_form      login 403   200   | 404   404   404   | 404   404
POST forms:void_codes                     anonymous_form      login 403   302   | 404   404   404   | 404   404
GET  forms:codes                          form                login 404   404   | 404   404   404   | 404   404

# forms for colleagues: each their own entries; who was granted the form all of them
GET  forms:answerable                     -                   login 200   200   | 200   200   200   | 200   200
GET  forms:entries                        internal_form       login 200   200   | 404   404   404   | 200   200
GET  forms:entries                        form                login 404   404   | 404   404   404   | 404   404
GET  forms:entries_chart                  internal_form       login 200   200   | 404   404   404   | 200   200
POST forms:entries_file                   internal_form       login 302   302   | 404   404   404   | 302   302
GET  forms:entry_record                   internal_entry      login 200   404   | 404   404   404   | 200   200
POST forms:entry_comments                 internal_entry      login 422   404   | 404   404   404   | 422   422

# other forms, and files of what was sent in
GET  forms:form                           form_draft          login 404   200   | 404   404   404   | 404   404
GET  forms:submission                     applied_to_shiroishi login 404  404   | 404   200   404   | 404   404
POST forms:submission_status              applied_to_shiroishi login 404  404   | 404   302   404   | 404   404
GET  forms:form                           internal_form       login 404   404   | 404   404   404   | 200   200
GET  forms:submissions                    anonymous_form      login 200   200   | 404   404   404   | 404   404
GET  entry:form                           form_draft          404   404   404   | 404   404   404   | 404   404
GET  entry:form                           internal_form       404   200   200   | 404   404   404   | 404   404
POST entry:form                           internal_form       404   422   422   | 404   404   404   | 404   404
GET  files:download                       applied_file        login 404   200   | 404   404   404   | 404   404
GET  forms:qr                             form                login 200   200   | 404   404   404   | 404   404
GET  forms:crosstab_chart                 form                login 403   404   | 404   404   404   | 404   404
GET  forms:letter_template                letter_template     login 200   200   | 404   404   404   | 404   404
POST forms:letter_template                letter_template     login 422   422   | 404   404   404   | 404   404
GET  forms:letter_template_deletion       letter_template     login 200   200   | 404   404   404   | 404   404
POST forms:letter_template_deletion       letter_template     login 302   302   | 404   404   404   | 404   404
POST forms:crosstab_table_removal         form_table          login 403   302   | 404   404   404   | 404   404
"""
