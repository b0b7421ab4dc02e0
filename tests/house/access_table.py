"""URL × method × person: what everyone gets. Every named address has a row, and a row for each method it takes.

`of` is the thing in the world of the tests (tests/house/world.py): 石巻市's, unless its name says else. `login` is
the way to the sign-in page, `302` any other redirect. Two more people need no column: to somebody deactivated the
portal is what it is to nobody, and whoever has yet to set up a mandatory second factor is sent to do that.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.house import access_publicforms
from tests.house.actors import ACTORS

TABLE = """
#                                                                  石巻市        | 白石市        角田市| 宮城県
#    address                              of                  nobdy membr mangr | membr mangr mangr | staff admin

# health and home
GET  home                                 -                   login 200   200   | 200   200   200   | 200   200
GET  health                               -                   200   200   200   | 200   200   200   | 200   200

# announcement: all what is shown, the owner's people who may publish the rest
GET  announcements                        -                   login 200   200   | 200   200   200   | 200   200
GET  announcement                         announcement        login 200   200   | 200   200   200   | 200   200
GET  announcement                         future_announcement login 404   404   | 404   404   404   | 200   200
GET  announcement_new                     -                   login 403   403   | 403   403   200   | 200   200
POST announcement_new                     -                   login 403   403   | 403   403   200   | 200   200
GET  announcement_edit                    announcement        login 403   403   | 403   403   403   | 200   200
GET  announcement_edit                    future_announcement login 404   404   | 404   404   404   | 200   200
POST announcement_edit                    future_announcement login 404   404   | 404   404   404   | 200   200
POST announcement_end                     announcement        login 403   403   | 403   403   403   | 302   302
POST announcement_end                     future_announcement login 404   404   | 404   404   404   | 302   302

# sign-in and what one sets for oneself
GET  account_login                        -                   200   302   302   | 302   302   302   | 302   302
POST account_login                        -                   200   302   302   | 302   302   302   | 302   302
GET  account_logout                       -                   login 200   200   | 200   200   200   | 200   200
POST account_logout                       -                   login login login | login login login | login login
GET  account_inactive                     -                   200   200   200   | 200   200   200   | 200   200
GET  account_reauthenticate               -                   login 200   200   | 200   200   200   | 200   200
POST account_reauthenticate               -                   login 200   200   | 200   200   200   | 200   200
GET  account_change_password              -                   login 200   200   | 200   200   200   | 200   200
POST account_change_password              -                   login 200   200   | 200   200   200   | 200   200
GET  account_reset_password               -                   200   200   200   | 200   200   200   | 200   200
POST account_reset_password               -                   200   200   200   | 200   200   200   | 200   200
GET  account_reset_password_done          -                   200   200   200   | 200   200   200   | 200   200
GET  account_reset_password_from_key      reset_key           302   302   302   | 302   302   302   | 302   302
POST account_reset_password_from_key      reset_key           302   302   302   | 302   302   302   | 302   302
GET  account_reset_password_from_key_done -                   200   200   200   | 200   200   200   | 200   200
GET  set_language                         -                   302   302   302   | 302   302   302   | 302   302
POST set_language                         -                   302   302   302   | 302   302   302   | 302   302
GET  mfa_index                            -                   login 200   200   | 200   200   200   | 200   200
GET  mfa_authenticate                     -                   login 302   302   | 302   302   302   | 302   302
POST mfa_authenticate                     -                   login 302   302   | 302   302   302   | 302   302
GET  mfa_reauthenticate                   -                   login 302   302   | 302   302   302   | 302   302
POST mfa_reauthenticate                   -                   login 302   302   | 302   302   302   | 302   302
GET  mfa_activate_totp                    -                   login 302   302   | 302   302   302   | 302   302
POST mfa_activate_totp                    -                   login 302   302   | 302   302   302   | 302   302
GET  mfa_deactivate_totp                  -                   login 404   404   | 404   404   404   | 404   404
POST mfa_deactivate_totp                  -                   login 404   404   | 404   404   404   | 404   404
GET  mfa_view_recovery_codes              -                   login 404   404   | 404   404   404   | 404   404
GET  mfa_generate_recovery_codes          -                   login 302   302   | 302   302   302   | 302   302
POST mfa_generate_recovery_codes          -                   login 302   302   | 302   302   302   | 302   302
GET  mfa_download_recovery_codes          -                   login 404   404   | 404   404   404   | 404   404
GET  mfa_list_webauthn                    -                   login 200   200   | 200   200   200   | 200   200
GET  mfa_add_webauthn                     -                   login 302   302   | 302   302   302   | 302   302
POST mfa_add_webauthn                     -                   login 302   302   | 302   302   302   | 302   302
GET  mfa_reauthenticate_webauthn          -                   login 302   302   | 302   302   302   | 302   302
POST mfa_reauthenticate_webauthn          -                   login 302   302   | 302   302   302   | 302   302
GET  mfa_login_webauthn                   -                   login 302   302   | 302   302   302   | 302   302
POST mfa_login_webauthn                   -                   login 302   302   | 302   302   302   | 302   302
GET  mfa_remove_webauthn                  passkey             login 302   302   | 302   302   302   | 302   302
POST mfa_remove_webauthn                  passkey             login 302   302   | 302   302   302   | 302   302
GET  mfa_edit_webauthn                    passkey             login 302   302   | 302   302   302   | 302   302
POST mfa_edit_webauthn                    passkey             login 302   302   | 302   302   302   | 302   302
GET  usersessions_list                    -                   login 200   200   | 200   200   200   | 200   200
POST usersessions_list                    -                   login 302   302   | 302   302   302   | 302   302

# people: managers their own organization, administrators all
GET  people:list                          -                   login 403   200   | 403   200   200   | 403   200
GET  people:me                            -                   login 200   200   | 200   200   200   | 200   200
POST people:me                            -                   login 200   200   | 200   200   200   | 200   200
GET  people:person                        kaede               login 403   200   | 403   404   404   | 403   200
GET  people:person                        yui                 login 403   404   | 403   200   404   | 403   200
GET  people:person                        sato                login 403   404   | 403   404   404   | 403   200
GET  people:deactivation                  kaede               login 403   200   | 403   404   404   | 403   200
POST people:deactivation                  kaede               login 403   302   | 403   404   404   | 403   302
GET  people:reactivation                  left                login 403   200   | 403   404   404   | 403   200
POST people:reactivation                  left                login 403   302   | 403   404   404   | 403   302
GET  people:second_factor_reset           kaede               login 403   403   | 403   403   403   | 403   200
POST people:second_factor_reset           kaede               login 403   403   | 403   403   403   | 403   302
GET  people:post_new                      kaede               login 403   200   | 403   404   404   | 403   200
POST people:post_new                      kaede               login 403   200   | 403   404   404   | 403   200
GET  people:post                          kaedes_post         login 403   200   | 403   404   404   | 403   200
POST people:post                          kaedes_post         login 403   200   | 403   404   404   | 403   200
GET  people:post_end                      kaedes_post         login 403   200   | 403   404   404   | 403   200
POST people:post_end                      kaedes_post         login 403   302   | 403   404   404   | 403   302
GET  people:invite                        -                   login 403   200   | 403   200   200   | 403   200
POST people:invite                        -                   login 403   200   | 403   200   200   | 403   200
POST people:invitation_resend             invitation          login 403   302   | 403   404   404   | 403   302
POST people:invitation_withdrawal         invitation          login 403   302   | 403   404   404   | 403   302
GET  people:join                          secret_link         200   403   403   | 403   403   403   | 403   403
POST people:join                          secret_link         200   403   403   | 403   403   403   | 403   403
GET  people:sections                      -                   login 403   200   | 403   200   200   | 403   200
POST people:sections                      -                   login 403   200   | 403   200   200   | 403   200
GET  people:section                       own_section         login 403   200   | 403   404   404   | 403   200
POST people:section                       own_section         login 403   200   | 403   404   404   | 403   200
GET  people:section_removal               own_section         login 403   405   | 403   405   405   | 403   405
POST people:section_removal               own_section         login 403   302   | 403   404   404   | 403   302
GET  people:publishing_right              ishinomaki          login 403   403   | 403   403   403   | 403   200
POST people:publishing_right              ishinomaki          login 403   403   | 403   403   403   | 403   302

# job: administrators all, everybody the progress of what they asked for
GET  jobs:overview                        -                   login 403   403   | 403   403   403   | 403   200
GET  jobs:job                             sending             login 404   404   | 404   404   404   | 200   200
GET  jobs:job                             dead_job            login 404   404   | 404   404   404   | 404   200
POST jobs:redrive                         -                   login 403   403   | 403   403   403   | 403   302
POST jobs:redrive_one                     dead_job            login 403   403   | 403   403   403   | 403   302

# audit log: administrators all, a manager what concerns the own organization
GET  people:audit                         -                   login 403   200   | 403   200   200   | 403   200
POST people:audit_export                  -                   login 403   200   | 403   200   200   | 403   200

# file: whoever may see what it is attached to
GET  files:download                       file                login 200   200   | 404   404   404   | 200   200
GET  files:download                       draft_file          login 404   404   | 404   404   404   | 200   200
GET  files:preview                        file                login 200   200   | 404   404   404   | 200   200
GET  files:preview                        draft_file          login 404   404   | 404   404   404   | 200   200
GET  files:page                           picture             login 200   200   | 404   404   404   | 200   200

# export: who asked, while they may still see what is in it
GET  exports:list                         -                   login 200   200   | 200   200   200   | 200   200
GET  exports:export                       export              login 200   404   | 404   404   404   | 404   404
GET  exports:export                       waiting_export      login 200   404   | 404   404   404   | 404   404
GET  exports:export                       undecided_export    login 200   404   | 404   404   404   | 404   404
GET  exports:export                       foreign_export      login 404   404   | 200   404   404   | 404   404
GET  exports:file                         export              login 200   404   | 404   404   404   | 404   404
GET  exports:file                         waiting_export      login 404   404   | 404   404   404   | 404   404
GET  exports:file                         foreign_export      login 404   404   | 200   404   404   | 404   404
POST exports:decision                     undecided_export    login 200   404   | 404   404   404   | 404   404
POST exports:cancellation                 waiting_export      login 302   404   | 404   404   404   | 404   404
POST exports:repetition                   export              login 302   404   | 404   404   404   | 404   404
POST exports:repetition                   foreign_export      login 404   404   | 302   404   404   | 404   404

# inbox: one's own; failures: who sent it, and administrators
GET  inbox:list                           -                   login 200   200   | 200   200   200   | 200   200
GET  inbox:open                           entry               login 200   404   | 404   404   404   | 404   404
POST inbox:read                           -                   login 302   302   | 302   302   302   | 302   302
GET  inbox:preference                     -                   login 200   200   | 200   200   200   | 200   200
POST inbox:preference                     -                   login 200   200   | 200   200   200   | 200   200
GET  inbox:failures                       -                   login 403   403   | 403   403   200   | 200   200
POST inbox:retry                          -                   login 403   403   | 403   403   302   | 302   302

# contact: seen by everyone signed in; kept by its organization's manager, those given the roster, administrators
GET  roster:list                          -                   login 200   200   | 200   200   200   | 200   200
GET  roster:organization                  ishinomaki          login 200   200   | 200   200   200   | 200   200
GET  roster:new                           ishinomaki          login 403   200   | 403   403   403   | 403   200
POST roster:new                           ishinomaki          login 403   200   | 403   403   403   | 403   200
GET  roster:edit                          contact             login 403   200   | 403   403   403   | 403   200
POST roster:edit                          contact             login 403   200   | 403   403   403   | 403   200
GET  roster:remove                        contact             login 403   200   | 403   403   403   | 403   200
POST roster:remove                        contact             login 403   409   | 403   403   403   | 403   409

GET  archive:list                         -                   login 200   200   | 200   200   200   | 200   200
GET  archive:tags                         -                   login 200   200   | 200   200   200   | 200   200
GET  archive:issuers                      -                   login 200   200   | 200   200   200   | 200   200
GET  archive:issuers                      -                   login 200   200   | 200   200   200   | 200   200
GET  archive:searches                     -                   login 200   200   | 200   200   200   | 200   200
POST archive:searches                     -                   login 422   422   | 422   422   422   | 422   422
POST archive:search_deletion              saved_search        login 302   404   | 404   404   404   | 404   404
GET  archive:new                          -                   login 403   403   | 403   403   200   | 200   200
POST archive:new                          -                   login 403   403   | 403   403   200   | 200   200
POST archive:addressees                   -                   login 403   403   | 403   403   200   | 200   200
GET  archive:notice                       published           login 200   200   | 404   404   404   | 200   200
GET  archive:notice                       to_shiroishi        login 404   404   | 200   200   404   | 200   200
GET  archive:notice                       to_both             login 200   200   | 200   200   404   | 200   200
GET  archive:notice                       draft               login 404   404   | 404   404   404   | 200   200
GET  archive:notice                       scheduled           login 404   404   | 404   404   404   | 200   200
GET  archive:notice                       withdrawn           login 404   404   | 404   404   404   | 200   200
GET  archive:notice                       publishers_draft    login 404   404   | 404   404   200   | 404   404
GET  archive:notice                       publishers_notice   login 404   404   | 200   200   200   | 404   404
GET  archive:edit                         draft               login 404   404   | 404   404   404   | 200   200
GET  archive:edit                         publishers_draft    login 404   404   | 404   404   200   | 404   404
GET  archive:edit                         published           login 403   403   | 404   404   404   | 302   302
POST archive:edit                         draft               login 404   404   | 404   404   404   | 200   200
POST archive:edit                         publishers_draft    login 404   404   | 404   404   200   | 404   404
POST archive:copies                       published           login 403   403   | 404   404   404   | 302   302
GET  archive:deletion                     draft               login 404   404   | 404   404   404   | 200   200
POST archive:deletion                     draft               login 404   404   | 404   404   404   | 302   302
GET  archive:publication                  draft               login 404   404   | 404   404   404   | 200   200
POST archive:publication                  draft               login 404   404   | 404   404   404   | 422   422
POST archive:publication                  publishers_draft    login 404   404   | 404   404   422   | 404   404
POST archive:unschedule                   scheduled           login 404   404   | 404   404   404   | 302   302
GET  archive:withdrawal                   published           login 403   403   | 404   404   404   | 200   200
POST archive:withdrawal                   published           login 403   403   | 404   404   404   | 422   422
GET  archive:deliveries                   published           login 403   403   | 404   404   404   | 200   200
GET  archive:deliveries                   publishers_notice   login 404   404   | 403   403   200   | 404   404
POST archive:reminders                    published           login 403   403   | 404   404   404   | 302   302
POST archive:acknowledgement              published           login 302   302   | 404   404   404   | 403   403
GET  archive:attachments_zip              published           login 200   200   | 404   404   404   | 200   200
GET  archive:attachments_zip              draft               login 404   404   | 404   404   404   | 200   200

# questionnaire: the owner's people who compose; shared templates, once published, whoever composes anywhere
GET  questions:list                       -                   login 200   200   | 200   200   200   | 200   200
GET  questions:library                    -                   login 200   200   | 200   200   200   | 200   200
GET  questions:library_item               library_slug        login 200   200   | 200   200   200   | 200   200
GET  questions:postcode                   postcode            200   200   200   | 200   200   200   | 200   200
GET  questions:new                        -                   login 200   200   | 200   200   200   | 200   200
POST questions:new                        -                   login 422   422   | 422   422   422   | 422   422
GET  questions:questionnaire              shared_template     login 200   200   | 200   200   200   | 200   200
GET  questions:questionnaire              own_template        login 404   404   | 404   404   404   | 200   200
GET  questions:questionnaire              foreign_questionnaire login 404   404   | 200   200   404   | 404   404
GET  questions:questionnaire              questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:version                    shared_version      login 200   200   | 200   200   200   | 200   200
GET  questions:version                    version             login 200   200   | 404   404   404   | 404   404
GET  questions:version_differences        shared_version      login 200   200   | 200   200   200   | 200   200
GET  questions:version_differences        version             login 200   200   | 404   404   404   | 404   404
GET  questions:paper                      shared_version      login 200   200   | 200   200   200   | 200   200
GET  questions:paper                      version             login 200   200   | 404   404   404   | 404   404
GET  questions:version                    shared_draft        login 404   404   | 404   404   404   | 200   200
GET  questions:paper                      shared_draft        login 404   404   | 404   404   404   | 200   200
GET  questions:version_differences        shared_draft        login 404   404   | 404   404   404   | 200   200
GET  questions:affected                   shared_version      login 403   403   | 403   403   403   | 200   200
GET  questions:affected                   version             login 200   200   | 404   404   404   | 404   404
GET  questions:preview                    shared_template     login 200   200   | 200   200   200   | 200   200
GET  questions:preview                    questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:preview_frame              shared_template     login 200   200   | 200   200   200   | 200   200
POST questions:preview_frame              shared_template     login 200   200   | 200   200   200   | 200   200
GET  questions:preview_frame              questionnaire       login 200   200   | 404   404   404   | 404   404
POST questions:preview_frame              questionnaire       login 200   200   | 404   404   404   | 404   404
POST questions:preview_following          shared_template     login 200   200   | 200   200   200   | 200   200
POST questions:preview_following          questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:change                     questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:change                     shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:change                     questionnaire       login 422   422   | 404   404   404   | 404   404
POST questions:change                     shared_template     login 403   403   | 403   403   403   | 422   422
GET  questions:deletion                   questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:deletion                   shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:deletion                   questionnaire       login 409   409   | 404   404   404   | 404   404
POST questions:deletion                   shared_template     login 403   403   | 403   403   403   | 409   409
GET  questions:publication                questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:publication                shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:publication                questionnaire       login 409   409   | 404   404   404   | 404   404
POST questions:publication                shared_template     login 403   403   | 403   403   403   | 409   409
POST questions:draft                      questionnaire       login 302   302   | 404   404   404   | 404   404
POST questions:draft                      shared_template     login 403   403   | 403   403   403   | 302   302
GET  questions:draft_removal              questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:draft_removal              shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:draft_removal              questionnaire       login 302   302   | 404   404   404   | 404   404
POST questions:draft_removal              shared_template     login 403   403   | 403   403   403   | 302   302
POST questions:deletion                   unpublished         login 302   302   | 404   404   404   | 404   404
POST questions:publication                unpublished         login 409   409   | 404   404   404   | 404   404
GET  questions:publication                unpublished         login 200   200   | 404   404   404   | 404   404
GET  questions:draft_removal              unpublished         login 403   403   | 404   404   404   | 404   404
GET  questions:builder                    questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:builder                    shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:builder                    questionnaire       login 409   409   | 404   404   404   | 404   404
POST questions:builder                    shared_template     login 403   403   | 403   403   403   | 409   409
POST questions:question_new               questionnaire       login 400   400   | 404   404   404   | 404   404
POST questions:question_new               shared_template     login 403   403   | 403   403   403   | 400   400
GET  questions:question                   questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:question                   shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:question                   questionnaire       login 422   422   | 404   404   404   | 404   404
POST questions:question                   shared_template     login 403   403   | 403   403   403   | 422   422
POST questions:question_order             questionnaire       login 302   302   | 404   404   404   | 404   404
POST questions:question_order             shared_template     login 403   403   | 403   403   403   | 302   302
POST questions:question_copy              questionnaire       login 302   302   | 404   404   404   | 404   404
POST questions:question_copy              shared_template     login 403   403   | 403   403   403   | 302   302
POST questions:question_removal           questionnaire       login 302   302   | 404   404   404   | 404   404
POST questions:question_removal           shared_template     login 403   403   | 403   403   403   | 302   302
POST questions:undo                       questionnaire       login 404   404   | 404   404   404   | 404   404
POST questions:undo                       shared_template     login 403   403   | 403   403   403   | 404   404
POST questions:redo                       questionnaire       login 404   404   | 404   404   404   | 404   404
POST questions:redo                       shared_template     login 403   403   | 403   403   403   | 404   404
GET  questions:condition                  questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:condition                  shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:condition                  questionnaire       login 200   200   | 404   404   404   | 404   404
POST questions:condition                  shared_template     login 403   403   | 403   403   403   | 200   200
GET  questions:checks                     questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:checks                     shared_template     login 403   403   | 403   403   403   | 200   200
GET  questions:check_new                  questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:check_new                  shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:check_new                  questionnaire       login 422   422   | 404   404   404   | 404   404
POST questions:check_new                  shared_template     login 403   403   | 403   403   403   | 422   422
GET  questions:check                      questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:check                      shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:check                      questionnaire       login 422   422   | 404   404   404   | 404   404
POST questions:check                      shared_template     login 403   403   | 403   403   403   | 422   422
POST questions:check_removal              questionnaire       login 302   302   | 404   404   404   | 404   404
POST questions:check_removal              shared_template     login 403   403   | 403   403   403   | 302   302
GET  questions:import_questions           questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:import_questions           shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:import_questions           questionnaire       login 422   422   | 404   404   404   | 404   404
POST questions:import_questions           shared_template     login 403   403   | 403   403   403   | 422   422
GET  questions:copy_questions             questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:copy_questions             shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:copy_questions             questionnaire       login 302   302   | 404   404   404   | 404   404
POST questions:copy_questions             shared_template     login 403   403   | 403   403   403   | 302   302
GET  questions:trials                     questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:trials                     shared_template     login 403   403   | 403   403   403   | 200   200
POST questions:trials                     questionnaire       login 302   302   | 404   404   404   | 404   404
POST questions:trials                     shared_template     login 403   403   | 403   403   403   | 302   302
GET  questions:trial_differences          questionnaire       login 200   200   | 404   404   404   | 404   404
GET  questions:trial_differences          shared_template     login 403   403   | 403   403   403   | 200   200
GET  questions:trial                      trial               login 200   200   | 404   404   404   | 404   404
POST questions:trial                      trial               login 302   302   | 404   404   404   | 404   404
POST questions:trial_draft                trial               login 200   200   | 404   404   404   | 404   404
GET  questions:trial_confirm              trial               login 200   200   | 404   404   404   | 404   404
POST questions:trial_confirm              trial               login 302   302   | 404   404   404   | 404   404
GET  questions:trial_merge                trial               login 302   302   | 404   404   404   | 404   404
POST questions:trial_merge                trial               login 302   302   | 404   404   404   | 404   404
GET  questions:trial_sheet                trial               login 200   200   | 404   404   404   | 404   404
GET  questions:trial_print                trial               login 200   200   | 404   404   404   | 404   404
GET  questions:trial_prefill              trial               login 200   200   | 404   404   404   | 404   404
POST questions:trial_prefill              trial               login 422   422   | 404   404   404   | 404   404
GET  questions:trial_removal              trial               login 200   200   | 404   404   404   | 404   404
POST questions:trial_removal              trial               login 302   302   | 404   404   404   | 404   404
GET  questions:trial_sheet                foreign_trial       login 404   404   | 200   200   404   | 404   404

# file of an answer: whoever may see the sheet
GET  files:download                       trial_file          login 200   200   | 404   404   404   | 404   404

# survey: who runs it everything; those asked from its issue; answers are their organization's until handed in
GET  surveys:list                         -                   login 200   200   | 200   200   200   | 200   200
GET  surveys:new                          -                   login 403   403   | 403   403   200   | 200   200
POST surveys:new                          -                   login 403   403   | 403   403   200   | 200   200
GET  surveys:asked_before                 -                   login 403   403   | 403   403   200   | 200   200
POST surveys:addressees                   -                   login 403   403   | 403   403   200   | 200   200
GET  surveys:calendar                     -                   login 200   200   | 200   200   200   | 200   200
GET  surveys:schedule                     -                   login 200   200   | 200   200   200   | 200   200
GET  surveys:schedule_drafts              -                   login 403   403   | 403   403   302   | 302   302
POST surveys:schedule_drafts              -                   login 403   403   | 403   403   302   | 302   302
GET  surveys:not_held                     survey              login 403   403   | 403   403   404   | 200   200
POST surveys:not_held                     survey              login 403   403   | 403   403   404   | 302   302
GET  surveys:not_held                     survey_draft        login 404   404   | 404   404   404   | 302   302
GET  surveys:survey                       survey              login 200   200   | 200   200   404   | 200   200
GET  surveys:survey                       survey_to_shiroishi login 404   404   | 200   200   404   | 200   200
GET  surveys:survey                       survey_draft        login 404   404   | 404   404   404   | 200   200
GET  surveys:survey                       withdrawn_survey    login 404   404   | 404   404   404   | 200   200
GET  surveys:edit                         survey_draft        login 404   404   | 404   404   404   | 200   200
POST surveys:edit                         survey_draft        login 404   404   | 404   404   404   | 200   200
GET  surveys:edit                         survey              login 403   403   | 403   403   404   | 302   302
POST surveys:edit                         survey              login 403   403   | 403   403   404   | 302   302
GET  surveys:deletion                     survey_draft        login 404   404   | 404   404   404   | 200   200
POST surveys:deletion                     survey_draft        login 404   404   | 404   404   404   | 302   302
POST surveys:deletion                     survey              login 403   403   | 403   403   404   | 302   302
GET  surveys:issue                        survey_draft        login 404   404   | 404   404   404   | 200   200
POST surveys:issue                        survey_draft        login 404   404   | 404   404   404   | 302   302
GET  surveys:issue                        survey              login 403   403   | 403   403   404   | 302   302
POST surveys:issue                        survey              login 403   403   | 403   403   404   | 302   302
POST surveys:copies                       survey              login 403   403   | 403   403   404   | 302   302
GET  surveys:closing                      survey              login 403   403   | 403   403   404   | 200   200
POST surveys:closing                      survey              login 403   403   | 403   403   404   | 302   302
GET  surveys:reopening                    survey              login 403   403   | 403   403   404   | 302   302
POST surveys:reopening                    survey              login 403   403   | 403   403   404   | 302   302
GET  surveys:withdrawal                   survey              login 403   403   | 403   403   404   | 200   200
POST surveys:withdrawal                   survey              login 403   403   | 403   403   404   | 422   422
GET  surveys:announcement                 survey              login 403   403   | 403   403   404   | 200   200
POST surveys:announcement                 survey              login 403   403   | 403   403   404   | 422   422
GET  surveys:due                          survey              login 403   403   | 403   403   404   | 200   200
POST surveys:due                          survey              login 403   403   | 403   403   404   | 422   422
GET  surveys:sheet_replacement            survey              login 403   403   | 403   403   404   | 200   200
POST surveys:sheet_replacement            survey              login 403   403   | 403   403   404   | 422   422
GET  surveys:file_replacement             survey_file         login 403   403   | 403   403   404   | 200   200
POST surveys:file_replacement             survey_file         login 403   403   | 403   403   404   | 422   422
GET  surveys:answer                       survey              login 200   200   | 200   200   404   | 404   404
GET  surveys:answer                       survey_to_shiroishi login 404   404   | 200   200   404   | 404   404
GET  surveys:answer_form                  in_progress         login 200   200   | 404   404   404   | 404   404
POST surveys:answer_form                  in_progress         login 302   302   | 404   404   404   | 404   404
GET  surveys:answer_form                  other_response      login 404   404   | 200   200   404   | 404   404
POST surveys:answer_form                  other_response      login 404   404   | 302   302   404   | 404   404
POST surveys:answer_start                 in_progress         login 302   302   | 404   404   404   | 404   404
POST surveys:answer_draft                 in_progress         login 200   200   | 404   404   404   | 404   404
GET  surveys:answer_confirm               in_progress         login 200   200   | 404   404   404   | 404   404
POST surveys:answer_confirm               in_progress         login 302   302   | 404   404   404   | 404   404
GET  surveys:answer_merge                 in_progress         login 302   302   | 404   404   404   | 404   404
POST surveys:answer_merge                 in_progress         login 302   302   | 404   404   404   | 404   404
GET  surveys:answer_sheet                 response            login 200   200   | 404   404   404   | 404   404
GET  surveys:answer_sheet                 other_response      login 404   404   | 200   200   404   | 404   404
GET  surveys:answer_print                 response            login 200   200   | 404   404   404   | 404   404
GET  surveys:answer_pdf                   response            login 200   200   | 404   404   404   | 404   404
GET  surveys:answer_pdf                   in_progress         login 200   200   | 404   404   404   | 404   404
GET  surveys:answer_pdf                   other_response      login 404   404   | 200   200   404   | 404   404
GET  surveys:answer_sections              in_progress         login 200   200   | 404   404   404   | 404   404
POST surveys:answer_sections              in_progress         login 302   302   | 404   404   404   | 404   404
POST surveys:section_done                 assignment          login 403   302   | 404   404   404   | 404   404
GET  surveys:review                       in_progress         login 302   302   | 404   404   404   | 404   404
POST surveys:review                       in_progress         login 302   302   | 404   404   404   | 404   404
GET  surveys:recall                       response            login 302   302   | 404   404   404   | 404   404
POST surveys:recall                       response            login 302   302   | 404   404   404   | 404   404
GET  surveys:not_applicable               in_progress         login 200   200   | 404   404   404   | 404   404
POST surveys:not_applicable               in_progress         login 422   422   | 404   404   404   | 404   404
GET  surveys:inquiries                    survey              login 200   200   | 200   200   404   | 200   200
GET  surveys:inquiries                    survey_to_shiroishi login 404   404   | 200   200   404   | 200   200
GET  surveys:inquiry_new                  survey              login 200   200   | 200   200   404   | 403   403
POST surveys:inquiry_new                  survey              login 422   422   | 422   422   404   | 403   403
GET  surveys:inquiry                      inquiry             login 200   200   | 404   404   404   | 200   200
POST surveys:inquiry                      inquiry             login 403   403   | 404   404   404   | 422   422
GET  surveys:inquiry                      other_inquiry       login 200   200   | 200   200   404   | 200   200
POST surveys:inquiry                      other_inquiry       login 403   403   | 403   403   404   | 422   422
GET  surveys:board                        survey              login 403   403   | 403   403   404   | 200   200
GET  surveys:board                        survey_to_shiroishi login 404   404   | 403   403   404   | 200   200
POST surveys:acceptances                  survey              login 403   403   | 403   403   404   | 302   302
POST surveys:reminders                    survey              login 403   403   | 403   403   404   | 302   302
GET  surveys:reminder_record              survey              login 403   403   | 403   403   404   | 200   200
GET  surveys:response                     response            login 200   200   | 404   404   404   | 200   200
GET  surveys:response                     other_response      login 404   404   | 200   200   404   | 200   200
GET  surveys:response                     in_progress         login 404   404   | 404   404   404   | 200   200
GET  surveys:response_pdf                 response            login 200   200   | 404   404   404   | 200   200
GET  surveys:response_pdf                 other_response      login 404   404   | 200   200   404   | 200   200
GET  surveys:response_pdf                 in_progress         login 404   404   | 404   404   404   | 404   404
GET  surveys:submission                   submission          login 200   200   | 404   404   404   | 200   200
GET  surveys:return                       response            login 403   403   | 404   404   404   | 200   200
POST surveys:return                       response            login 403   403   | 404   404   404   | 422   422
POST surveys:acceptance                   response            login 403   403   | 404   404   404   | 302   302
GET  surveys:exemption                    response            login 403   403   | 404   404   404   | 200   200
POST surveys:exemption                    response            login 403   403   | 404   404   404   | 422   422
GET  surveys:extension                    in_progress         login 403   403   | 404   404   404   | 200   200
POST surveys:extension                    in_progress         login 403   403   | 404   404   404   | 422   422
GET  surveys:proxy                        proxied_response    login 403   403   | 404   404   404   | 200   200
POST surveys:proxy                        proxied_response    login 403   403   | 404   404   404   | 422   422
GET  surveys:proxy_form                   proxied_response    login 403   403   | 404   404   404   | 200   200
POST surveys:proxy_form                   proxied_response    login 403   403   | 404   404   404   | 302   302
GET  surveys:proxy_form                   in_progress         login 403   403   | 404   404   404   | 404   404
POST surveys:proxy_form                   in_progress         login 403   403   | 404   404   404   | 404   404
POST surveys:proxy_draft                  proxied_response    login 403   403   | 404   404   404   | 200   200
GET  surveys:proxy_confirm                proxied_response    login 403   403   | 404   404   404   | 200   200
POST surveys:proxy_confirm                proxied_response    login 403   403   | 404   404   404   | 302   302
GET  surveys:proxy_merge                  proxied_response    login 403   403   | 404   404   404   | 302   302
POST surveys:proxy_merge                  proxied_response    login 403   403   | 404   404   404   | 302   302
GET  surveys:collation                    survey              login 404   404   | 404   404   404   | 200   200
GET  surveys:collation                    survey_to_shiroishi login 404   404   | 404   404   404   | 200   200
GET  surveys:collation_print              survey              login 404   404   | 404   404   404   | 200   200
GET  surveys:collation_question           survey              login 404   404   | 404   404   404   | 200   200
GET  surveys:collation_question           survey_to_shiroishi login 404   404   | 404   404   404   | 200   200
GET  surveys:export                       survey              login 404   404   | 404   404   404   | 200   200
GET  surveys:export                       survey_to_shiroishi login 404   404   | 404   404   404   | 200   200
POST surveys:export                       survey              login 404   404   | 404   404   404   | 200   200
GET  surveys:files_zip                    survey              login 404   404   | 404   404   404   | 200   200
GET  surveys:files_zip                    survey_to_shiroishi login 404   404   | 404   404   404   | 404   404
# cross-tables: for whom the answers are; without rows there is no chart (crawling.py asks for one that is)
GET  surveys:crosstab                     survey              login 404   404   | 404   404   404   | 200   200
GET  surveys:crosstab                     survey_to_shiroishi login 404   404   | 404   404   404   | 200   200
GET  surveys:crosstab_chart               survey              login 404   404   | 404   404   404   | 404   404
POST surveys:crosstab_file                survey              login 404   404   | 404   404   404   | 302   302
POST surveys:crosstab_tables              survey              login 404   404   | 404   404   404   | 200   200
POST surveys:crosstab_table_removal       survey_table        login 404   404   | 404   404   404   | 302   302
GET  surveys:simple                       survey              login 404   404   | 404   404   404   | 200   200
GET  surveys:simple                       survey_to_shiroishi login 404   404   | 404   404   404   | 200   200

# thread of an inquiry: the organization that asked and who runs the survey; a post is its author's
GET  discussion:thread                    thread              login 200   200   | 404   404   404   | 200   200
POST discussion:posts                     thread              login 422   422   | 404   404   404   | 422   422
POST discussion:following                 thread              login 302   302   | 404   404   404   | 302   302
GET  discussion:withdrawal                post                login 200   403   | 404   404   404   | 403   403
POST discussion:withdrawal                post                login 302   403   | 404   404   404   | 403   403

# files of answers and of surveys
GET  files:download                       answer_file         login 200   200   | 404   404   404   | 200   200
GET  files:download                       given_file          login 200   200   | 200   200   404   | 200   200
GET  files:download                       working_file        login 200   200   | 404   404   404   | 404   404

# the demonstration only
GET  demo:mail_list                       -                   200   200   200   | 200   200   200   | 200   200
GET  demo:mail                            mail                200   200   200   | 200   200   200   | 200   200
GET  demo:mail_html                       mail                200   200   200   | 200   200   200   | 200   200
GET  demo:components                      -                   login 200   200   | 200   200   200   | 200   200
"""


@dataclass(frozen=True)
class Row:
    method: str
    name: str
    of: str
    expected: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.name} of {self.of}"

    @property
    def allowed(self) -> list[str]:
        """Those who get through to what the page does."""
        return [actor for actor, outcome in self.expected.items() if outcome not in ("login", "403", "404", "405")]


def rows() -> list[Row]:
    found = []
    for line in (TABLE + access_publicforms.TABLE).splitlines():
        cells = line.replace("|", " ").split()
        if cells and not line.startswith("#"):
            method, name, of, *outcomes = cells
            found.append(Row(method, name, of, dict(zip(ACTORS, outcomes, strict=True))))
    return found
