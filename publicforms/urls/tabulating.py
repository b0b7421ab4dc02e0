"""Cross-tables of a form, every question on its own, and files of what was sent in."""

from django.urls import URLPattern, path, re_path

from publicforms.views.manage import exporting, simple, tabulating

urlpatterns: list[URLPattern] = [
    path("<int:pk>/crosstab/", tabulating.CrosstabView.as_view(), name="crosstab"),
    path("<int:pk>/crosstab/simple/", simple.SimpleView.as_view(), name="simple"),
    re_path(
        r"^(?P<pk>[0-9]+)/crosstab/(?P<ending>svg|png)/$", tabulating.ChartFileView.as_view(), name="crosstab_chart"
    ),
    path("<int:pk>/crosstab/file/", tabulating.CrosstabFileView.as_view(), name="crosstab_file"),
    path("<int:pk>/crosstab/tables/", tabulating.SaveTableView.as_view(), name="crosstab_tables"),
    path(
        "<int:form_pk>/crosstab/tables/<int:pk>/removal/",
        tabulating.TableRemovalView.as_view(),
        name="crosstab_table_removal",
    ),
    path("<int:pk>/export/", exporting.ExportView.as_view(), name="export"),
]
