-- The words of documents and of tasks, see db_search: rowid is the id.
@search document_search;
@search task_search;
