"""Cross-tables, and what every question comes to on its own."""

from django.urls import URLPattern, path, re_path

from surveys.views import simple, tabulating

urlpatterns: list[URLPattern] = [
    path("<int:pk>/crosstab/", tabulating.CrosstabView.as_view(), name="crosstab"),
    path("<int:pk>/crosstab/simple/", simple.SimpleView.as_view(), name="simple"),
    re_path(
        r"^(?P<pk>[0-9]+)/crosstab/(?P<ending>svg|png)/$", tabulating.ChartFileView.as_view(), name="crosstab_chart"
    ),
    path("<int:pk>/crosstab/file/", tabulating.CrosstabFileView.as_view(), name="crosstab_file"),
    path("<int:pk>/crosstab/tables/", tabulating.SaveTableView.as_view(), name="crosstab_tables"),
    path(
        "<int:survey_pk>/crosstab/tables/<int:pk>/removal/",
        tabulating.TableRemovalView.as_view(),
        name="crosstab_table_removal",
    ),
]
